# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_mlrun_global_optspecs
    string join \n tracking-uri= color= q/quiet verbose v h/help V/version
end

function __fish_mlrun_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_mlrun_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_mlrun_using_subcommand
    set -l cmd (__fish_mlrun_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c mlrun -n "__fish_mlrun_needs_command" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_needs_command" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_needs_command" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_needs_command" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_needs_command" -s v
complete -c mlrun -n "__fish_mlrun_needs_command" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_needs_command" -s V -l version -d 'Print version'
complete -c mlrun -n "__fish_mlrun_needs_command" -f -a "run" -d 'Run a project and record the run: its parameters, where it comes from, how it ended'
complete -c mlrun -n "__fish_mlrun_needs_command" -f -a "experiments" -d 'Work with experiments'
complete -c mlrun -n "__fish_mlrun_needs_command" -f -a "experiment" -d 'Work with experiments'
complete -c mlrun -n "__fish_mlrun_needs_command" -f -a "runs" -d 'Work with runs'
complete -c mlrun -n "__fish_mlrun_needs_command" -f -a "log" -d 'Log to a run: params, metrics, tags, artifacts, or a stream of them'
complete -c mlrun -n "__fish_mlrun_needs_command" -f -a "metrics" -d 'Look at metrics'
complete -c mlrun -n "__fish_mlrun_needs_command" -f -a "artifacts" -d 'List, download and log the files of a run'
complete -c mlrun -n "__fish_mlrun_needs_command" -f -a "project" -d 'Look at MLprojects'
complete -c mlrun -n "__fish_mlrun_needs_command" -f -a "tree" -d 'Draw the store as a tree'
complete -c mlrun -n "__fish_mlrun_needs_command" -f -a "status" -d 'Say which store this is and why, what it holds, and what in it is damaged'
complete -c mlrun -n "__fish_mlrun_needs_command" -f -a "completions" -d 'Print a shell\'s completion script'
complete -c mlrun -n "__fish_mlrun_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlrun -n "__fish_mlrun_using_subcommand run" -s e -l entry-point -d 'What to run: an entry point of the MLproject file, or a .py, .sh or .R file' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand run" -s P -l param-list -d 'A parameter; may be repeated. One that the entry point does not declare is added to the command as --NAME VALUE' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand run" -l experiment-name -d 'The experiment, by name; created where there is none [default: $MLFLOW_EXPERIMENT_NAME]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand run" -l experiment-id -d 'The experiment, by id [default: $MLFLOW_EXPERIMENT_ID, else 0]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand run" -l run-name -d 'The run\'s name [default: a random one]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand run" -l run-id -d 'Use this run, which keeps its tags and params, instead of a new one' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand run" -l env-manager -d 'What to run the command in: `local` is what is installed here' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand run" -s b -l backend -d 'Where to run it: `local` is the only place' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand run" -s v -l version -d 'A version of a git project (not yet)' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand run" -s o -l output -d 'Print the run when it is over, or with --dry-run what would be done [default there: table]' -r -f -a "table\t'Columns or a page, for people'
json\t'One JSON array or object'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
md\t'A Markdown table'
id\t'Ids only, one a line'"
complete -c mlrun -n "__fish_mlrun_using_subcommand run" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand run" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand run" -l no-conda -d 'The same as --env-manager local'
complete -c mlrun -n "__fish_mlrun_using_subcommand run" -l dry-run -d 'Say what would be run and recorded, and do nothing'
complete -c mlrun -n "__fish_mlrun_using_subcommand run" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand run" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "create" -d 'Create an experiment. Its name must not be taken, not even by a deleted one'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "search" -d 'List experiments, the newest first'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "list" -d 'List experiments, the newest first'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "get" -d 'Show one experiment, active or deleted'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "rename" -d 'Rename an active experiment'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "delete" -d 'Mark an experiment and its runs as deleted. Nothing is lost: `experiments restore` brings it back'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "restore" -d 'Restore a deleted experiment. As in MLflow, all its runs become active, also those deleted one by one before'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "tag" -d 'Set a tag of an active experiment'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "untag" -d 'Remove a tag of an active experiment'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "csv" -d 'Export the active runs of an experiment as CSV, in MLflow\'s columns'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from create" -s n -l experiment-name -d 'The same as a flag' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from create" -s l -l artifact-location -d 'Where its runs\' artifacts go: a URI or a path [default: inside the store]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from create" -s t -l tag -d 'A tag to begin with; may be repeated' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from create" -s o -l output -d 'Print the experiment instead of a sentence: as table, json, ndjson, csv, tsv, md or id' -r -f -a "table\t'Columns or a page, for people'
json\t'One JSON array or object'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
md\t'A Markdown table'
id\t'Ids only, one a line'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from create" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from create" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from create" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from search" -s v -l view -d 'Which lifecycle stages to list' -r -f -a "active_only\t''
deleted_only\t''
all\t''"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from search" -l max-results -d 'At most so many' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from search" -s o -l output -d 'How to print the result: table, json, ndjson, csv, tsv, md or id' -r -f -a "table\t'Columns or a page, for people'
json\t'One JSON array or object'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
md\t'A Markdown table'
id\t'Ids only, one a line'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from search" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from search" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from search" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from search" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from search" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from list" -s v -l view -d 'Which lifecycle stages to list' -r -f -a "active_only\t''
deleted_only\t''
all\t''"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from list" -l max-results -d 'At most so many' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print the result: table, json, ndjson, csv, tsv, md or id' -r -f -a "table\t'Columns or a page, for people'
json\t'One JSON array or object'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
md\t'A Markdown table'
id\t'Ids only, one a line'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from list" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from list" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from get" -s x -l experiment-id -d 'The same as a flag' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from get" -s n -l experiment-name -d 'By name only' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from get" -s o -l output -d 'How to print the result: table, json, ndjson, csv, tsv, md or id' -r -f -a "table\t'Columns or a page, for people'
json\t'One JSON array or object'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
md\t'A Markdown table'
id\t'Ids only, one a line'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from get" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from get" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from get" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from rename" -s x -l experiment-id -d 'The same as a flag' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from rename" -s n -l experiment-name -d 'By name only' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from rename" -l new-name -d 'The new name' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from rename" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from rename" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from rename" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from rename" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from delete" -s x -l experiment-id -d 'The same as a flag' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from delete" -s n -l experiment-name -d 'By name only' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from delete" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from delete" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from delete" -l dry-run -d 'Say what would be deleted and delete nothing'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from delete" -l yes -d 'Do not ask'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from delete" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from restore" -s x -l experiment-id -d 'The same as a flag' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from restore" -s n -l experiment-name -d 'By name only' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from restore" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from restore" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from restore" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from tag" -s x -l experiment-id -d 'The experiment, by id or name' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from tag" -s n -l experiment-name -d 'The experiment, by name' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from tag" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from tag" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from tag" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from tag" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from tag" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from untag" -s x -l experiment-id -d 'The experiment, by id or name' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from untag" -s n -l experiment-name -d 'The experiment, by name' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from untag" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from untag" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from untag" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from untag" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from untag" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from csv" -s x -l experiment-id -d 'The same as a flag' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from csv" -s n -l experiment-name -d 'By name only' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from csv" -s o -l filename -d 'Write to this file instead of standard output' -r -F
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from csv" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from csv" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from csv" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from csv" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from csv" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from help" -f -a "create" -d 'Create an experiment. Its name must not be taken, not even by a deleted one'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from help" -f -a "search" -d 'List experiments, the newest first'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from help" -f -a "get" -d 'Show one experiment, active or deleted'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Rename an active experiment'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Mark an experiment and its runs as deleted. Nothing is lost: `experiments restore` brings it back'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Restore a deleted experiment. As in MLflow, all its runs become active, also those deleted one by one before'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from help" -f -a "tag" -d 'Set a tag of an active experiment'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from help" -f -a "untag" -d 'Remove a tag of an active experiment'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from help" -f -a "csv" -d 'Export the active runs of an experiment as CSV, in MLflow\'s columns'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiments; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "create" -d 'Create an experiment. Its name must not be taken, not even by a deleted one'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "search" -d 'List experiments, the newest first'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "list" -d 'List experiments, the newest first'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "get" -d 'Show one experiment, active or deleted'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "rename" -d 'Rename an active experiment'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "delete" -d 'Mark an experiment and its runs as deleted. Nothing is lost: `experiments restore` brings it back'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "restore" -d 'Restore a deleted experiment. As in MLflow, all its runs become active, also those deleted one by one before'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "tag" -d 'Set a tag of an active experiment'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "untag" -d 'Remove a tag of an active experiment'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "csv" -d 'Export the active runs of an experiment as CSV, in MLflow\'s columns'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and not __fish_seen_subcommand_from create search list get rename delete restore tag untag csv help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from create" -s n -l experiment-name -d 'The same as a flag' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from create" -s l -l artifact-location -d 'Where its runs\' artifacts go: a URI or a path [default: inside the store]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from create" -s t -l tag -d 'A tag to begin with; may be repeated' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from create" -s o -l output -d 'Print the experiment instead of a sentence: as table, json, ndjson, csv, tsv, md or id' -r -f -a "table\t'Columns or a page, for people'
json\t'One JSON array or object'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
md\t'A Markdown table'
id\t'Ids only, one a line'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from create" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from create" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from create" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from search" -s v -l view -d 'Which lifecycle stages to list' -r -f -a "active_only\t''
deleted_only\t''
all\t''"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from search" -l max-results -d 'At most so many' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from search" -s o -l output -d 'How to print the result: table, json, ndjson, csv, tsv, md or id' -r -f -a "table\t'Columns or a page, for people'
json\t'One JSON array or object'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
md\t'A Markdown table'
id\t'Ids only, one a line'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from search" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from search" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from search" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from search" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from search" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from list" -s v -l view -d 'Which lifecycle stages to list' -r -f -a "active_only\t''
deleted_only\t''
all\t''"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from list" -l max-results -d 'At most so many' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print the result: table, json, ndjson, csv, tsv, md or id' -r -f -a "table\t'Columns or a page, for people'
json\t'One JSON array or object'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
md\t'A Markdown table'
id\t'Ids only, one a line'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from list" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from list" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from get" -s x -l experiment-id -d 'The same as a flag' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from get" -s n -l experiment-name -d 'By name only' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from get" -s o -l output -d 'How to print the result: table, json, ndjson, csv, tsv, md or id' -r -f -a "table\t'Columns or a page, for people'
json\t'One JSON array or object'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
md\t'A Markdown table'
id\t'Ids only, one a line'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from get" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from get" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from get" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from rename" -s x -l experiment-id -d 'The same as a flag' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from rename" -s n -l experiment-name -d 'By name only' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from rename" -l new-name -d 'The new name' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from rename" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from rename" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from rename" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from rename" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from delete" -s x -l experiment-id -d 'The same as a flag' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from delete" -s n -l experiment-name -d 'By name only' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from delete" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from delete" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from delete" -l dry-run -d 'Say what would be deleted and delete nothing'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from delete" -l yes -d 'Do not ask'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from delete" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from restore" -s x -l experiment-id -d 'The same as a flag' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from restore" -s n -l experiment-name -d 'By name only' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from restore" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from restore" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from restore" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from tag" -s x -l experiment-id -d 'The experiment, by id or name' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from tag" -s n -l experiment-name -d 'The experiment, by name' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from tag" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from tag" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from tag" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from tag" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from tag" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from untag" -s x -l experiment-id -d 'The experiment, by id or name' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from untag" -s n -l experiment-name -d 'The experiment, by name' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from untag" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from untag" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from untag" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from untag" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from untag" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from csv" -s x -l experiment-id -d 'The same as a flag' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from csv" -s n -l experiment-name -d 'By name only' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from csv" -s o -l filename -d 'Write to this file instead of standard output' -r -F
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from csv" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from csv" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from csv" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from csv" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from csv" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from help" -f -a "create" -d 'Create an experiment. Its name must not be taken, not even by a deleted one'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from help" -f -a "search" -d 'List experiments, the newest first'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from help" -f -a "get" -d 'Show one experiment, active or deleted'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Rename an active experiment'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Mark an experiment and its runs as deleted. Nothing is lost: `experiments restore` brings it back'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Restore a deleted experiment. As in MLflow, all its runs become active, also those deleted one by one before'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from help" -f -a "tag" -d 'Set a tag of an active experiment'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from help" -f -a "untag" -d 'Remove a tag of an active experiment'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from help" -f -a "csv" -d 'Export the active runs of an experiment as CSV, in MLflow\'s columns'
complete -c mlrun -n "__fish_mlrun_using_subcommand experiment; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and not __fish_seen_subcommand_from create search list show describe rename tag untag finish delete restore help" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and not __fish_seen_subcommand_from create search list show describe rename tag untag finish delete restore help" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and not __fish_seen_subcommand_from create search list show describe rename tag untag finish delete restore help" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and not __fish_seen_subcommand_from create search list show describe rename tag untag finish delete restore help" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and not __fish_seen_subcommand_from create search list show describe rename tag untag finish delete restore help" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and not __fish_seen_subcommand_from create search list show describe rename tag untag finish delete restore help" -f -a "create" -d 'Create a run and print its id. It stays RUNNING until `runs finish`, unless --status says how it ended'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and not __fish_seen_subcommand_from create search list show describe rename tag untag finish delete restore help" -f -a "search" -d 'List runs, the newest first, of the experiments named or of all'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and not __fish_seen_subcommand_from create search list show describe rename tag untag finish delete restore help" -f -a "list" -d 'List runs, the newest first, of the experiments named or of all'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and not __fish_seen_subcommand_from create search list show describe rename tag untag finish delete restore help" -f -a "show" -d 'Show a run: what it is, its params, latest metrics, tags, inputs and outputs'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and not __fish_seen_subcommand_from create search list show describe rename tag untag finish delete restore help" -f -a "describe" -d 'Show a run in JSON, as `mlflow runs describe` prints it'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and not __fish_seen_subcommand_from create search list show describe rename tag untag finish delete restore help" -f -a "rename" -d 'Rename a run'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and not __fish_seen_subcommand_from create search list show describe rename tag untag finish delete restore help" -f -a "tag" -d 'Set a tag of an active run'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and not __fish_seen_subcommand_from create search list show describe rename tag untag finish delete restore help" -f -a "untag" -d 'Remove a tag of an active run'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and not __fish_seen_subcommand_from create search list show describe rename tag untag finish delete restore help" -f -a "finish" -d 'End a run: set its status and end time'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and not __fish_seen_subcommand_from create search list show describe rename tag untag finish delete restore help" -f -a "delete" -d 'Mark runs as deleted. Nothing is lost: `runs restore` brings them back'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and not __fish_seen_subcommand_from create search list show describe rename tag untag finish delete restore help" -f -a "restore" -d 'Restore deleted runs'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and not __fish_seen_subcommand_from create search list show describe rename tag untag finish delete restore help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from create" -s x -l experiment-id -d 'The experiment, by id or name [default: $MLFLOW_EXPERIMENT_ID, $MLFLOW_EXPERIMENT_NAME, else 0]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from create" -s n -l experiment-name -d 'The experiment, by name; created where there is none' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from create" -l run-name -d 'Its name [default: a random one]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from create" -l description -d 'Its description (the tag mlflow.note.content)' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from create" -s t -l tags -l tag -d 'A tag to begin with; may be repeated' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from create" -l status -d 'How it ended: finished, failed or killed' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from create" -l parent-run-id -d 'The run it is nested under' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from create" -s o -l output -d 'How to print it: table, json, ndjson, csv, tsv, md or id' -r -f -a "table\t'Columns or a page, for people'
json\t'One JSON array or object'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
md\t'A Markdown table'
id\t'Ids only, one a line'"
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from create" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from create" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from create" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from search" -s x -l experiment-id -d 'Of this experiment, by id or name; may be repeated' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from search" -s n -l experiment-name -d 'Of this experiment, by name; may be repeated' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from search" -s v -l view -d 'Which lifecycle stages to list' -r -f -a "active_only\t''
deleted_only\t''
all\t''"
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from search" -l max-results -d 'At most so many' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from search" -s o -l output -d 'How to print the result: table, json, ndjson, csv, tsv, md or id' -r -f -a "table\t'Columns or a page, for people'
json\t'One JSON array or object'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
md\t'A Markdown table'
id\t'Ids only, one a line'"
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from search" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from search" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from search" -l history -d 'Add every value of every metric (to JSON)'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from search" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from search" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from search" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from list" -s x -l experiment-id -d 'Of this experiment, by id or name; may be repeated' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from list" -s n -l experiment-name -d 'Of this experiment, by name; may be repeated' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from list" -s v -l view -d 'Which lifecycle stages to list' -r -f -a "active_only\t''
deleted_only\t''
all\t''"
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from list" -l max-results -d 'At most so many' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print the result: table, json, ndjson, csv, tsv, md or id' -r -f -a "table\t'Columns or a page, for people'
json\t'One JSON array or object'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
md\t'A Markdown table'
id\t'Ids only, one a line'"
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from list" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from list" -l history -d 'Add every value of every metric (to JSON)'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from list" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from show" -s r -l run-id -d 'The same as a flag' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from show" -s o -l output -d 'How to print the result: table, json, ndjson, csv, tsv, md or id' -r -f -a "table\t'Columns or a page, for people'
json\t'One JSON array or object'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
md\t'A Markdown table'
id\t'Ids only, one a line'"
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from show" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from show" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from show" -l history -d 'Add every value of every metric (to JSON)'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from show" -s v -d 'The same as --verbose'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from show" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from describe" -s r -l run-id -d 'The same as a flag' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from describe" -s o -l output -d 'How to print it: table, json, ndjson, csv, tsv, md or id' -r -f -a "table\t'Columns or a page, for people'
json\t'One JSON array or object'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
md\t'A Markdown table'
id\t'Ids only, one a line'"
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from describe" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from describe" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from describe" -l history -d 'Add every value of every metric'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from describe" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from describe" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from describe" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from rename" -s r -l run-id -d 'The run, as a flag' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from rename" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from rename" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from rename" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from rename" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from tag" -s r -l run-id -d 'The run, as a flag [default: $MLFLOW_RUN_ID]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from tag" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from tag" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from tag" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from tag" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from tag" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from untag" -s r -l run-id -d 'The run, as a flag [default: $MLFLOW_RUN_ID]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from untag" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from untag" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from untag" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from untag" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from untag" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from finish" -s r -l run-id -d 'The same as a flag' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from finish" -l status -d 'How it ended: finished, failed or killed' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from finish" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from finish" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from finish" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from finish" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from finish" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from delete" -s r -l run-id -d 'The same as a flag; may be repeated' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from delete" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from delete" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from delete" -l dry-run -d 'Say what would be deleted and delete nothing'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from delete" -l yes -d 'Do not ask'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from delete" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from restore" -s r -l run-id -d 'The same as a flag; may be repeated' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from restore" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from restore" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from restore" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "create" -d 'Create a run and print its id. It stays RUNNING until `runs finish`, unless --status says how it ended'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "search" -d 'List runs, the newest first, of the experiments named or of all'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show a run: what it is, its params, latest metrics, tags, inputs and outputs'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "describe" -d 'Show a run in JSON, as `mlflow runs describe` prints it'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Rename a run'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "tag" -d 'Set a tag of an active run'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "untag" -d 'Remove a tag of an active run'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "finish" -d 'End a run: set its status and end time'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Mark runs as deleted. Nothing is lost: `runs restore` brings them back'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Restore deleted runs'
complete -c mlrun -n "__fish_mlrun_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and not __fish_seen_subcommand_from param metric metrics tag artifact artifacts stream help" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and not __fish_seen_subcommand_from param metric metrics tag artifact artifacts stream help" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and not __fish_seen_subcommand_from param metric metrics tag artifact artifacts stream help" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and not __fish_seen_subcommand_from param metric metrics tag artifact artifacts stream help" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and not __fish_seen_subcommand_from param metric metrics tag artifact artifacts stream help" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and not __fish_seen_subcommand_from param metric metrics tag artifact artifacts stream help" -f -a "param" -d 'Log a param'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and not __fish_seen_subcommand_from param metric metrics tag artifact artifacts stream help" -f -a "metric" -d 'Log a value of a metric'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and not __fish_seen_subcommand_from param metric metrics tag artifact artifacts stream help" -f -a "metrics" -d 'Log values of several metrics at one step'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and not __fish_seen_subcommand_from param metric metrics tag artifact artifacts stream help" -f -a "tag" -d 'Set a tag'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and not __fish_seen_subcommand_from param metric metrics tag artifact artifacts stream help" -f -a "artifact" -d 'Log a file as an artifact'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and not __fish_seen_subcommand_from param metric metrics tag artifact artifacts stream help" -f -a "artifacts" -d 'Log a folder\'s files as artifacts'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and not __fish_seen_subcommand_from param metric metrics tag artifact artifacts stream help" -f -a "stream" -d 'Log what standard input says, one JSON object a line'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and not __fish_seen_subcommand_from param metric metrics tag artifact artifacts stream help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from param" -s r -l run-id -d 'The run, as a flag [default: $MLFLOW_RUN_ID]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from param" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from param" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from param" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from param" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from param" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from metric" -s r -l run-id -d 'The run, as a flag [default: $MLFLOW_RUN_ID]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from metric" -l step -d 'The step' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from metric" -l timestamp -d 'The time in milliseconds since the epoch [default: now]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from metric" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from metric" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from metric" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from metric" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from metric" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from metrics" -s r -l run-id -d 'The run, as a flag [default: $MLFLOW_RUN_ID]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from metrics" -l step -d 'The step' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from metrics" -l timestamp -d 'The time in milliseconds since the epoch [default: now]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from metrics" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from metrics" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from metrics" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from metrics" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from metrics" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from tag" -s r -l run-id -d 'The run, as a flag [default: $MLFLOW_RUN_ID]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from tag" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from tag" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from tag" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from tag" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from tag" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from artifact" -s r -l run-id -d 'The run, as a flag [default: $MLFLOW_RUN_ID]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from artifact" -s a -l artifact-path -d 'Into this folder of the run\'s artifacts' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from artifact" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from artifact" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from artifact" -s v -d 'The same as --verbose'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from artifact" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from artifact" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from artifact" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from artifacts" -s r -l run-id -d 'The run, as a flag [default: $MLFLOW_RUN_ID]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from artifacts" -s a -l artifact-path -d 'Into this folder of the run\'s artifacts' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from artifacts" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from artifacts" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from artifacts" -s v -d 'The same as --verbose'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from artifacts" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from artifacts" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from artifacts" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from stream" -s r -l run-id -d 'The same as a flag' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from stream" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from stream" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from stream" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from stream" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from stream" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from help" -f -a "param" -d 'Log a param'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from help" -f -a "metric" -d 'Log a value of a metric'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from help" -f -a "metrics" -d 'Log values of several metrics at one step'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from help" -f -a "tag" -d 'Set a tag'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from help" -f -a "artifact" -d 'Log a file as an artifact'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from help" -f -a "artifacts" -d 'Log a folder\'s files as artifacts'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from help" -f -a "stream" -d 'Log what standard input says, one JSON object a line'
complete -c mlrun -n "__fish_mlrun_using_subcommand log; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlrun -n "__fish_mlrun_using_subcommand metrics; and not __fish_seen_subcommand_from history help" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand metrics; and not __fish_seen_subcommand_from history help" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand metrics; and not __fish_seen_subcommand_from history help" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand metrics; and not __fish_seen_subcommand_from history help" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand metrics; and not __fish_seen_subcommand_from history help" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand metrics; and not __fish_seen_subcommand_from history help" -f -a "history" -d 'Every value of a metric, in the order logged'
complete -c mlrun -n "__fish_mlrun_using_subcommand metrics; and not __fish_seen_subcommand_from history help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlrun -n "__fish_mlrun_using_subcommand metrics; and __fish_seen_subcommand_from history" -s o -l output -d 'How to print the result: table, json, ndjson, csv, tsv, md or id' -r -f -a "table\t'Columns or a page, for people'
json\t'One JSON array or object'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
md\t'A Markdown table'
id\t'Ids only, one a line'"
complete -c mlrun -n "__fish_mlrun_using_subcommand metrics; and __fish_seen_subcommand_from history" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand metrics; and __fish_seen_subcommand_from history" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand metrics; and __fish_seen_subcommand_from history" -s v -d 'The same as --verbose'
complete -c mlrun -n "__fish_mlrun_using_subcommand metrics; and __fish_seen_subcommand_from history" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand metrics; and __fish_seen_subcommand_from history" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand metrics; and __fish_seen_subcommand_from history" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand metrics; and __fish_seen_subcommand_from help" -f -a "history" -d 'Every value of a metric, in the order logged'
complete -c mlrun -n "__fish_mlrun_using_subcommand metrics; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and not __fish_seen_subcommand_from list download log-artifact log-artifacts help" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and not __fish_seen_subcommand_from list download log-artifact log-artifacts help" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and not __fish_seen_subcommand_from list download log-artifact log-artifacts help" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and not __fish_seen_subcommand_from list download log-artifact log-artifacts help" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and not __fish_seen_subcommand_from list download log-artifact log-artifacts help" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and not __fish_seen_subcommand_from list download log-artifact log-artifacts help" -f -a "list" -d 'List a run\'s artifacts with their sizes: those directly below a path, or all'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and not __fish_seen_subcommand_from list download log-artifact log-artifacts help" -f -a "download" -d 'Copy a run\'s artifacts, all or one file or folder, and print where they are'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and not __fish_seen_subcommand_from list download log-artifact log-artifacts help" -f -a "log-artifact" -d 'Log a file, or a folder\'s files, as artifacts of an active run'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and not __fish_seen_subcommand_from list download log-artifact log-artifacts help" -f -a "log-artifacts" -d 'Log a file, or a folder\'s files, as artifacts of an active run'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and not __fish_seen_subcommand_from list download log-artifact log-artifacts help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from list" -s r -l run-id -d 'The run [default: $MLFLOW_RUN_ID]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from list" -s a -l artifact-path -d 'Below this folder' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print the result: table, json, ndjson, csv, tsv, md or id' -r -f -a "table\t'Columns or a page, for people'
json\t'One JSON array or object'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
md\t'A Markdown table'
id\t'Ids only, one a line'"
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from list" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from list" -s R -l recursive -d 'All levels'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from list" -s v -d 'The same as --verbose'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from list" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from download" -s r -l run-id -d 'The run [default: $MLFLOW_RUN_ID]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from download" -s a -l artifact-path -d 'The file or folder [default: all]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from download" -s u -l artifact-uri -d 'Instead of run and path: runs:/RUN/PATH, a path, or a file: URI' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from download" -s d -l dst-path -d 'To this folder [default: a new temporary one]' -r -F
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from download" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from download" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from download" -s v -d 'The same as --verbose'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from download" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from download" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from download" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifact" -s l -l local-file -l local-dir -d 'The file or folder' -r -F
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifact" -s r -l run-id -d 'The run [default: $MLFLOW_RUN_ID]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifact" -s a -l artifact-path -d 'Into this folder of the run\'s artifacts' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifact" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifact" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifact" -s v -d 'The same as --verbose'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifact" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifact" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifact" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifacts" -s l -l local-file -l local-dir -d 'The file or folder' -r -F
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifacts" -s r -l run-id -d 'The run [default: $MLFLOW_RUN_ID]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifacts" -s a -l artifact-path -d 'Into this folder of the run\'s artifacts' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifacts" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifacts" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifacts" -s v -d 'The same as --verbose'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifacts" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifacts" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifacts" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from help" -f -a "list" -d 'List a run\'s artifacts with their sizes: those directly below a path, or all'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from help" -f -a "download" -d 'Copy a run\'s artifacts, all or one file or folder, and print where they are'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from help" -f -a "log-artifact" -d 'Log a file, or a folder\'s files, as artifacts of an active run'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from help" -f -a "log-artifacts" -d 'Log a file, or a folder\'s files, as artifacts of an active run'
complete -c mlrun -n "__fish_mlrun_using_subcommand artifacts; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlrun -n "__fish_mlrun_using_subcommand project; and not __fish_seen_subcommand_from show help" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand project; and not __fish_seen_subcommand_from show help" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand project; and not __fish_seen_subcommand_from show help" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand project; and not __fish_seen_subcommand_from show help" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand project; and not __fish_seen_subcommand_from show help" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand project; and not __fish_seen_subcommand_from show help" -f -a "show" -d 'Show what an MLproject file says'
complete -c mlrun -n "__fish_mlrun_using_subcommand project; and not __fish_seen_subcommand_from show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlrun -n "__fish_mlrun_using_subcommand project; and __fish_seen_subcommand_from show" -s o -l output -d 'How to print the result: table, json, ndjson, csv, tsv, md or id' -r -f -a "table\t'Columns or a page, for people'
json\t'One JSON array or object'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
md\t'A Markdown table'
id\t'Ids only, one a line'"
complete -c mlrun -n "__fish_mlrun_using_subcommand project; and __fish_seen_subcommand_from show" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand project; and __fish_seen_subcommand_from show" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand project; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand project; and __fish_seen_subcommand_from show" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand project; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand project; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show what an MLproject file says'
complete -c mlrun -n "__fish_mlrun_using_subcommand project; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlrun -n "__fish_mlrun_using_subcommand tree" -s x -l experiment-id -d 'Only this experiment, by id or name' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand tree" -s L -l depth -d 'At most so many levels: 1 experiments, 2 runs, 3 what they logged' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand tree" -s o -l output -d 'How to print the result: table, json, ndjson, csv, tsv, md or id' -r -f -a "table\t'Columns or a page, for people'
json\t'One JSON array or object'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
md\t'A Markdown table'
id\t'Ids only, one a line'"
complete -c mlrun -n "__fish_mlrun_using_subcommand tree" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand tree" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand tree" -l artifacts -d 'Add the artifacts'
complete -c mlrun -n "__fish_mlrun_using_subcommand tree" -l files -d 'Draw the files of the store instead'
complete -c mlrun -n "__fish_mlrun_using_subcommand tree" -s v -d 'The same as --verbose'
complete -c mlrun -n "__fish_mlrun_using_subcommand tree" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand tree" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand tree" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlrun -n "__fish_mlrun_using_subcommand status" -s o -l output -d 'How to print the result: table, json, ndjson, csv, tsv, md or id' -r -f -a "table\t'Columns or a page, for people'
json\t'One JSON array or object'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values (RFC 4180)'
tsv\t'Tab-separated values'
md\t'A Markdown table'
id\t'Ids only, one a line'"
complete -c mlrun -n "__fish_mlrun_using_subcommand status" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand status" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand status" -s v -d 'The same as --verbose'
complete -c mlrun -n "__fish_mlrun_using_subcommand status" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand status" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand status" -s h -l help -d 'Print help'
complete -c mlrun -n "__fish_mlrun_using_subcommand completions" -l tracking-uri -d 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]' -r
complete -c mlrun -n "__fish_mlrun_using_subcommand completions" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise'
always\t'Always'
never\t'Never'"
complete -c mlrun -n "__fish_mlrun_using_subcommand completions" -s q -l quiet -d 'Say nothing but results and errors'
complete -c mlrun -n "__fish_mlrun_using_subcommand completions" -l verbose -d 'Say more; also -v, where -v is not MLflow\'s --view or --version'
complete -c mlrun -n "__fish_mlrun_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and not __fish_seen_subcommand_from run experiments runs log metrics artifacts project tree status completions help" -f -a "run" -d 'Run a project and record the run: its parameters, where it comes from, how it ended'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and not __fish_seen_subcommand_from run experiments runs log metrics artifacts project tree status completions help" -f -a "experiments" -d 'Work with experiments'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and not __fish_seen_subcommand_from run experiments runs log metrics artifacts project tree status completions help" -f -a "runs" -d 'Work with runs'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and not __fish_seen_subcommand_from run experiments runs log metrics artifacts project tree status completions help" -f -a "log" -d 'Log to a run: params, metrics, tags, artifacts, or a stream of them'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and not __fish_seen_subcommand_from run experiments runs log metrics artifacts project tree status completions help" -f -a "metrics" -d 'Look at metrics'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and not __fish_seen_subcommand_from run experiments runs log metrics artifacts project tree status completions help" -f -a "artifacts" -d 'List, download and log the files of a run'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and not __fish_seen_subcommand_from run experiments runs log metrics artifacts project tree status completions help" -f -a "project" -d 'Look at MLprojects'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and not __fish_seen_subcommand_from run experiments runs log metrics artifacts project tree status completions help" -f -a "tree" -d 'Draw the store as a tree'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and not __fish_seen_subcommand_from run experiments runs log metrics artifacts project tree status completions help" -f -a "status" -d 'Say which store this is and why, what it holds, and what in it is damaged'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and not __fish_seen_subcommand_from run experiments runs log metrics artifacts project tree status completions help" -f -a "completions" -d 'Print a shell\'s completion script'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and not __fish_seen_subcommand_from run experiments runs log metrics artifacts project tree status completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from experiments" -f -a "create" -d 'Create an experiment. Its name must not be taken, not even by a deleted one'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from experiments" -f -a "search" -d 'List experiments, the newest first'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from experiments" -f -a "get" -d 'Show one experiment, active or deleted'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from experiments" -f -a "rename" -d 'Rename an active experiment'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from experiments" -f -a "delete" -d 'Mark an experiment and its runs as deleted. Nothing is lost: `experiments restore` brings it back'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from experiments" -f -a "restore" -d 'Restore a deleted experiment. As in MLflow, all its runs become active, also those deleted one by one before'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from experiments" -f -a "tag" -d 'Set a tag of an active experiment'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from experiments" -f -a "untag" -d 'Remove a tag of an active experiment'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from experiments" -f -a "csv" -d 'Export the active runs of an experiment as CSV, in MLflow\'s columns'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "create" -d 'Create a run and print its id. It stays RUNNING until `runs finish`, unless --status says how it ended'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "search" -d 'List runs, the newest first, of the experiments named or of all'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "show" -d 'Show a run: what it is, its params, latest metrics, tags, inputs and outputs'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "describe" -d 'Show a run in JSON, as `mlflow runs describe` prints it'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "rename" -d 'Rename a run'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "tag" -d 'Set a tag of an active run'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "untag" -d 'Remove a tag of an active run'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "finish" -d 'End a run: set its status and end time'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "delete" -d 'Mark runs as deleted. Nothing is lost: `runs restore` brings them back'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "restore" -d 'Restore deleted runs'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from log" -f -a "param" -d 'Log a param'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from log" -f -a "metric" -d 'Log a value of a metric'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from log" -f -a "metrics" -d 'Log values of several metrics at one step'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from log" -f -a "tag" -d 'Set a tag'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from log" -f -a "artifact" -d 'Log a file as an artifact'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from log" -f -a "artifacts" -d 'Log a folder\'s files as artifacts'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from log" -f -a "stream" -d 'Log what standard input says, one JSON object a line'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from metrics" -f -a "history" -d 'Every value of a metric, in the order logged'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from artifacts" -f -a "list" -d 'List a run\'s artifacts with their sizes: those directly below a path, or all'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from artifacts" -f -a "download" -d 'Copy a run\'s artifacts, all or one file or folder, and print where they are'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from artifacts" -f -a "log-artifact" -d 'Log a file, or a folder\'s files, as artifacts of an active run'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from artifacts" -f -a "log-artifacts" -d 'Log a file, or a folder\'s files, as artifacts of an active run'
complete -c mlrun -n "__fish_mlrun_using_subcommand help; and __fish_seen_subcommand_from project" -f -a "show" -d 'Show what an MLproject file says'
