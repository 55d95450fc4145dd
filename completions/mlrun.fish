complete --keep-order --exclusive --command mlrun --arguments "(MLRUN_COMPLETE=fish mlrun -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
