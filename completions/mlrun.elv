
set edit:completion:arg-completer[mlrun] = { |@words|
    var index = (count $words)
    set index = (- $index 1)

    put (env _CLAP_IFS="\n" _CLAP_COMPLETE_INDEX=(to-string $index) MLRUN_COMPLETE="elvish" mlrun -- $@words) | to-lines
}

