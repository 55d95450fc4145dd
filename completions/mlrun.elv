
use builtin;
use str;

set edit:completion:arg-completer[mlrun] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'mlrun'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'mlrun'= {
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -v 'v'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand run 'Run a project and record the run: its parameters, where it comes from, how it ended'
            cand experiments 'Work with experiments'
            cand experiment 'Work with experiments'
            cand runs 'Work with runs'
            cand log 'Log to a run: params, metrics, tags, artifacts, or a stream of them'
            cand metrics 'Look at metrics'
            cand artifacts 'List, download and log the files of a run'
            cand project 'Look at MLprojects'
            cand tree 'Draw the store as a tree'
            cand status 'Say which store this is and why, what it holds, and what in it is damaged'
            cand completions 'Print a shell''s completion script'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlrun;run'= {
            cand -e 'What to run: an entry point of the MLproject file, or a .py, .sh or .R file'
            cand --entry-point 'What to run: an entry point of the MLproject file, or a .py, .sh or .R file'
            cand -P 'A parameter; may be repeated. One that the entry point does not declare is added to the command as --NAME VALUE'
            cand --param-list 'A parameter; may be repeated. One that the entry point does not declare is added to the command as --NAME VALUE'
            cand --experiment-name 'The experiment, by name; created where there is none [default: $MLFLOW_EXPERIMENT_NAME]'
            cand --experiment-id 'The experiment, by id [default: $MLFLOW_EXPERIMENT_ID, else 0]'
            cand --run-name 'The run''s name [default: a random one]'
            cand --run-id 'Use this run, which keeps its tags and params, instead of a new one'
            cand --env-manager 'What to run the command in: `local` is what is installed here'
            cand -b 'Where to run it: `local` is the only place'
            cand --backend 'Where to run it: `local` is the only place'
            cand -v 'A version of a git project (not yet)'
            cand --version 'A version of a git project (not yet)'
            cand -o 'Print the run when it is over, or with --dry-run what would be done [default there: table]'
            cand --output 'Print the run when it is over, or with --dry-run what would be done [default there: table]'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand --no-conda 'The same as --env-manager local'
            cand --dry-run 'Say what would be run and recorded, and do nothing'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlrun;experiments'= {
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
            cand create 'Create an experiment. Its name must not be taken, not even by a deleted one'
            cand search 'List experiments, the newest first'
            cand list 'List experiments, the newest first'
            cand get 'Show one experiment, active or deleted'
            cand rename 'Rename an active experiment'
            cand delete 'Mark an experiment and its runs as deleted. Nothing is lost: `experiments restore` brings it back'
            cand restore 'Restore a deleted experiment. As in MLflow, all its runs become active, also those deleted one by one before'
            cand tag 'Set a tag of an active experiment'
            cand untag 'Remove a tag of an active experiment'
            cand csv 'Export the active runs of an experiment as CSV, in MLflow''s columns'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlrun;experiment'= {
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
            cand create 'Create an experiment. Its name must not be taken, not even by a deleted one'
            cand search 'List experiments, the newest first'
            cand list 'List experiments, the newest first'
            cand get 'Show one experiment, active or deleted'
            cand rename 'Rename an active experiment'
            cand delete 'Mark an experiment and its runs as deleted. Nothing is lost: `experiments restore` brings it back'
            cand restore 'Restore a deleted experiment. As in MLflow, all its runs become active, also those deleted one by one before'
            cand tag 'Set a tag of an active experiment'
            cand untag 'Remove a tag of an active experiment'
            cand csv 'Export the active runs of an experiment as CSV, in MLflow''s columns'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlrun;experiments;create'= {
            cand -n 'The same as a flag'
            cand --experiment-name 'The same as a flag'
            cand -l 'Where its runs'' artifacts go: a URI or a path [default: inside the store]'
            cand --artifact-location 'Where its runs'' artifacts go: a URI or a path [default: inside the store]'
            cand -t 'A tag to begin with; may be repeated'
            cand --tag 'A tag to begin with; may be repeated'
            cand -o 'Print the experiment instead of a sentence: as table, json, ndjson, csv, tsv, md or id'
            cand --output 'Print the experiment instead of a sentence: as table, json, ndjson, csv, tsv, md or id'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;experiment;create'= {
            cand -n 'The same as a flag'
            cand --experiment-name 'The same as a flag'
            cand -l 'Where its runs'' artifacts go: a URI or a path [default: inside the store]'
            cand --artifact-location 'Where its runs'' artifacts go: a URI or a path [default: inside the store]'
            cand -t 'A tag to begin with; may be repeated'
            cand --tag 'A tag to begin with; may be repeated'
            cand -o 'Print the experiment instead of a sentence: as table, json, ndjson, csv, tsv, md or id'
            cand --output 'Print the experiment instead of a sentence: as table, json, ndjson, csv, tsv, md or id'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;experiments;search'= {
            cand -v 'Which lifecycle stages to list'
            cand --view 'Which lifecycle stages to list'
            cand --max-results 'At most so many'
            cand -o 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --output 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;experiments;list'= {
            cand -v 'Which lifecycle stages to list'
            cand --view 'Which lifecycle stages to list'
            cand --max-results 'At most so many'
            cand -o 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --output 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;experiment;search'= {
            cand -v 'Which lifecycle stages to list'
            cand --view 'Which lifecycle stages to list'
            cand --max-results 'At most so many'
            cand -o 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --output 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;experiment;list'= {
            cand -v 'Which lifecycle stages to list'
            cand --view 'Which lifecycle stages to list'
            cand --max-results 'At most so many'
            cand -o 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --output 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;experiments;get'= {
            cand -x 'The same as a flag'
            cand --experiment-id 'The same as a flag'
            cand -n 'By name only'
            cand --experiment-name 'By name only'
            cand -o 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --output 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;experiment;get'= {
            cand -x 'The same as a flag'
            cand --experiment-id 'The same as a flag'
            cand -n 'By name only'
            cand --experiment-name 'By name only'
            cand -o 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --output 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;experiments;rename'= {
            cand -x 'The same as a flag'
            cand --experiment-id 'The same as a flag'
            cand -n 'By name only'
            cand --experiment-name 'By name only'
            cand --new-name 'The new name'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;experiment;rename'= {
            cand -x 'The same as a flag'
            cand --experiment-id 'The same as a flag'
            cand -n 'By name only'
            cand --experiment-name 'By name only'
            cand --new-name 'The new name'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;experiments;delete'= {
            cand -x 'The same as a flag'
            cand --experiment-id 'The same as a flag'
            cand -n 'By name only'
            cand --experiment-name 'By name only'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand --dry-run 'Say what would be deleted and delete nothing'
            cand --yes 'Do not ask'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;experiment;delete'= {
            cand -x 'The same as a flag'
            cand --experiment-id 'The same as a flag'
            cand -n 'By name only'
            cand --experiment-name 'By name only'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand --dry-run 'Say what would be deleted and delete nothing'
            cand --yes 'Do not ask'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;experiments;restore'= {
            cand -x 'The same as a flag'
            cand --experiment-id 'The same as a flag'
            cand -n 'By name only'
            cand --experiment-name 'By name only'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;experiment;restore'= {
            cand -x 'The same as a flag'
            cand --experiment-id 'The same as a flag'
            cand -n 'By name only'
            cand --experiment-name 'By name only'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;experiments;tag'= {
            cand -x 'The experiment, by id or name'
            cand --experiment-id 'The experiment, by id or name'
            cand -n 'The experiment, by name'
            cand --experiment-name 'The experiment, by name'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlrun;experiment;tag'= {
            cand -x 'The experiment, by id or name'
            cand --experiment-id 'The experiment, by id or name'
            cand -n 'The experiment, by name'
            cand --experiment-name 'The experiment, by name'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlrun;experiments;untag'= {
            cand -x 'The experiment, by id or name'
            cand --experiment-id 'The experiment, by id or name'
            cand -n 'The experiment, by name'
            cand --experiment-name 'The experiment, by name'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlrun;experiment;untag'= {
            cand -x 'The experiment, by id or name'
            cand --experiment-id 'The experiment, by id or name'
            cand -n 'The experiment, by name'
            cand --experiment-name 'The experiment, by name'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlrun;experiments;csv'= {
            cand -x 'The same as a flag'
            cand --experiment-id 'The same as a flag'
            cand -n 'By name only'
            cand --experiment-name 'By name only'
            cand -o 'Write to this file instead of standard output'
            cand --filename 'Write to this file instead of standard output'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;experiment;csv'= {
            cand -x 'The same as a flag'
            cand --experiment-id 'The same as a flag'
            cand -n 'By name only'
            cand --experiment-name 'By name only'
            cand -o 'Write to this file instead of standard output'
            cand --filename 'Write to this file instead of standard output'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;experiments;help'= {
            cand create 'Create an experiment. Its name must not be taken, not even by a deleted one'
            cand search 'List experiments, the newest first'
            cand get 'Show one experiment, active or deleted'
            cand rename 'Rename an active experiment'
            cand delete 'Mark an experiment and its runs as deleted. Nothing is lost: `experiments restore` brings it back'
            cand restore 'Restore a deleted experiment. As in MLflow, all its runs become active, also those deleted one by one before'
            cand tag 'Set a tag of an active experiment'
            cand untag 'Remove a tag of an active experiment'
            cand csv 'Export the active runs of an experiment as CSV, in MLflow''s columns'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlrun;experiments;help;create'= {
        }
        &'mlrun;experiments;help;search'= {
        }
        &'mlrun;experiments;help;get'= {
        }
        &'mlrun;experiments;help;rename'= {
        }
        &'mlrun;experiments;help;delete'= {
        }
        &'mlrun;experiments;help;restore'= {
        }
        &'mlrun;experiments;help;tag'= {
        }
        &'mlrun;experiments;help;untag'= {
        }
        &'mlrun;experiments;help;csv'= {
        }
        &'mlrun;experiments;help;help'= {
        }
        &'mlrun;experiment;help'= {
            cand create 'Create an experiment. Its name must not be taken, not even by a deleted one'
            cand search 'List experiments, the newest first'
            cand get 'Show one experiment, active or deleted'
            cand rename 'Rename an active experiment'
            cand delete 'Mark an experiment and its runs as deleted. Nothing is lost: `experiments restore` brings it back'
            cand restore 'Restore a deleted experiment. As in MLflow, all its runs become active, also those deleted one by one before'
            cand tag 'Set a tag of an active experiment'
            cand untag 'Remove a tag of an active experiment'
            cand csv 'Export the active runs of an experiment as CSV, in MLflow''s columns'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlrun;experiment;help;create'= {
        }
        &'mlrun;experiment;help;search'= {
        }
        &'mlrun;experiment;help;get'= {
        }
        &'mlrun;experiment;help;rename'= {
        }
        &'mlrun;experiment;help;delete'= {
        }
        &'mlrun;experiment;help;restore'= {
        }
        &'mlrun;experiment;help;tag'= {
        }
        &'mlrun;experiment;help;untag'= {
        }
        &'mlrun;experiment;help;csv'= {
        }
        &'mlrun;experiment;help;help'= {
        }
        &'mlrun;runs'= {
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
            cand create 'Create a run and print its id. It stays RUNNING until `runs finish`, unless --status says how it ended'
            cand search 'List runs, the newest first, of the experiments named or of all'
            cand list 'List runs, the newest first, of the experiments named or of all'
            cand show 'Show a run: what it is, its params, latest metrics, tags, inputs and outputs'
            cand describe 'Show a run in JSON, as `mlflow runs describe` prints it'
            cand rename 'Rename a run'
            cand tag 'Set a tag of an active run'
            cand untag 'Remove a tag of an active run'
            cand finish 'End a run: set its status and end time'
            cand delete 'Mark runs as deleted. Nothing is lost: `runs restore` brings them back'
            cand restore 'Restore deleted runs'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlrun;runs;create'= {
            cand -x 'The experiment, by id or name [default: $MLFLOW_EXPERIMENT_ID, $MLFLOW_EXPERIMENT_NAME, else 0]'
            cand --experiment-id 'The experiment, by id or name [default: $MLFLOW_EXPERIMENT_ID, $MLFLOW_EXPERIMENT_NAME, else 0]'
            cand -n 'The experiment, by name; created where there is none'
            cand --experiment-name 'The experiment, by name; created where there is none'
            cand --run-name 'Its name [default: a random one]'
            cand --description 'Its description (the tag mlflow.note.content)'
            cand -t 'A tag to begin with; may be repeated'
            cand --tags 'A tag to begin with; may be repeated'
            cand --tag 'A tag to begin with; may be repeated'
            cand --status 'How it ended: finished, failed or killed'
            cand --parent-run-id 'The run it is nested under'
            cand -o 'How to print it: table, json, ndjson, csv, tsv, md or id'
            cand --output 'How to print it: table, json, ndjson, csv, tsv, md or id'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;runs;search'= {
            cand -x 'Of this experiment, by id or name; may be repeated'
            cand --experiment-id 'Of this experiment, by id or name; may be repeated'
            cand -n 'Of this experiment, by name; may be repeated'
            cand --experiment-name 'Of this experiment, by name; may be repeated'
            cand -v 'Which lifecycle stages to list'
            cand --view 'Which lifecycle stages to list'
            cand --max-results 'At most so many'
            cand -o 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --output 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand --history 'Add every value of every metric (to JSON)'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;runs;list'= {
            cand -x 'Of this experiment, by id or name; may be repeated'
            cand --experiment-id 'Of this experiment, by id or name; may be repeated'
            cand -n 'Of this experiment, by name; may be repeated'
            cand --experiment-name 'Of this experiment, by name; may be repeated'
            cand -v 'Which lifecycle stages to list'
            cand --view 'Which lifecycle stages to list'
            cand --max-results 'At most so many'
            cand -o 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --output 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand --history 'Add every value of every metric (to JSON)'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;runs;show'= {
            cand -r 'The same as a flag'
            cand --run-id 'The same as a flag'
            cand -o 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --output 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand --history 'Add every value of every metric (to JSON)'
            cand -v 'The same as --verbose'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;runs;describe'= {
            cand -r 'The same as a flag'
            cand --run-id 'The same as a flag'
            cand -o 'How to print it: table, json, ndjson, csv, tsv, md or id'
            cand --output 'How to print it: table, json, ndjson, csv, tsv, md or id'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand --history 'Add every value of every metric'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;runs;rename'= {
            cand -r 'The run, as a flag'
            cand --run-id 'The run, as a flag'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;runs;tag'= {
            cand -r 'The run, as a flag [default: $MLFLOW_RUN_ID]'
            cand --run-id 'The run, as a flag [default: $MLFLOW_RUN_ID]'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;runs;untag'= {
            cand -r 'The run, as a flag [default: $MLFLOW_RUN_ID]'
            cand --run-id 'The run, as a flag [default: $MLFLOW_RUN_ID]'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;runs;finish'= {
            cand -r 'The same as a flag'
            cand --run-id 'The same as a flag'
            cand --status 'How it ended: finished, failed or killed'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;runs;delete'= {
            cand -r 'The same as a flag; may be repeated'
            cand --run-id 'The same as a flag; may be repeated'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand --dry-run 'Say what would be deleted and delete nothing'
            cand --yes 'Do not ask'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;runs;restore'= {
            cand -r 'The same as a flag; may be repeated'
            cand --run-id 'The same as a flag; may be repeated'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;runs;help'= {
            cand create 'Create a run and print its id. It stays RUNNING until `runs finish`, unless --status says how it ended'
            cand search 'List runs, the newest first, of the experiments named or of all'
            cand show 'Show a run: what it is, its params, latest metrics, tags, inputs and outputs'
            cand describe 'Show a run in JSON, as `mlflow runs describe` prints it'
            cand rename 'Rename a run'
            cand tag 'Set a tag of an active run'
            cand untag 'Remove a tag of an active run'
            cand finish 'End a run: set its status and end time'
            cand delete 'Mark runs as deleted. Nothing is lost: `runs restore` brings them back'
            cand restore 'Restore deleted runs'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlrun;runs;help;create'= {
        }
        &'mlrun;runs;help;search'= {
        }
        &'mlrun;runs;help;show'= {
        }
        &'mlrun;runs;help;describe'= {
        }
        &'mlrun;runs;help;rename'= {
        }
        &'mlrun;runs;help;tag'= {
        }
        &'mlrun;runs;help;untag'= {
        }
        &'mlrun;runs;help;finish'= {
        }
        &'mlrun;runs;help;delete'= {
        }
        &'mlrun;runs;help;restore'= {
        }
        &'mlrun;runs;help;help'= {
        }
        &'mlrun;log'= {
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
            cand param 'Log a param'
            cand metric 'Log a value of a metric'
            cand metrics 'Log values of several metrics at one step'
            cand tag 'Set a tag'
            cand artifact 'Log a file as an artifact'
            cand artifacts 'Log a folder''s files as artifacts'
            cand stream 'Log what standard input says, one JSON object a line'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlrun;log;param'= {
            cand -r 'The run, as a flag [default: $MLFLOW_RUN_ID]'
            cand --run-id 'The run, as a flag [default: $MLFLOW_RUN_ID]'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlrun;log;metric'= {
            cand -r 'The run, as a flag [default: $MLFLOW_RUN_ID]'
            cand --run-id 'The run, as a flag [default: $MLFLOW_RUN_ID]'
            cand --step 'The step'
            cand --timestamp 'The time in milliseconds since the epoch [default: now]'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlrun;log;metrics'= {
            cand -r 'The run, as a flag [default: $MLFLOW_RUN_ID]'
            cand --run-id 'The run, as a flag [default: $MLFLOW_RUN_ID]'
            cand --step 'The step'
            cand --timestamp 'The time in milliseconds since the epoch [default: now]'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlrun;log;tag'= {
            cand -r 'The run, as a flag [default: $MLFLOW_RUN_ID]'
            cand --run-id 'The run, as a flag [default: $MLFLOW_RUN_ID]'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlrun;log;artifact'= {
            cand -r 'The run, as a flag [default: $MLFLOW_RUN_ID]'
            cand --run-id 'The run, as a flag [default: $MLFLOW_RUN_ID]'
            cand -a 'Into this folder of the run''s artifacts'
            cand --artifact-path 'Into this folder of the run''s artifacts'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -v 'The same as --verbose'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlrun;log;artifacts'= {
            cand -r 'The run, as a flag [default: $MLFLOW_RUN_ID]'
            cand --run-id 'The run, as a flag [default: $MLFLOW_RUN_ID]'
            cand -a 'Into this folder of the run''s artifacts'
            cand --artifact-path 'Into this folder of the run''s artifacts'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -v 'The same as --verbose'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlrun;log;stream'= {
            cand -r 'The same as a flag'
            cand --run-id 'The same as a flag'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlrun;log;help'= {
            cand param 'Log a param'
            cand metric 'Log a value of a metric'
            cand metrics 'Log values of several metrics at one step'
            cand tag 'Set a tag'
            cand artifact 'Log a file as an artifact'
            cand artifacts 'Log a folder''s files as artifacts'
            cand stream 'Log what standard input says, one JSON object a line'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlrun;log;help;param'= {
        }
        &'mlrun;log;help;metric'= {
        }
        &'mlrun;log;help;metrics'= {
        }
        &'mlrun;log;help;tag'= {
        }
        &'mlrun;log;help;artifact'= {
        }
        &'mlrun;log;help;artifacts'= {
        }
        &'mlrun;log;help;stream'= {
        }
        &'mlrun;log;help;help'= {
        }
        &'mlrun;metrics'= {
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
            cand history 'Every value of a metric, in the order logged'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlrun;metrics;history'= {
            cand -o 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --output 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -v 'The same as --verbose'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;metrics;help'= {
            cand history 'Every value of a metric, in the order logged'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlrun;metrics;help;history'= {
        }
        &'mlrun;metrics;help;help'= {
        }
        &'mlrun;artifacts'= {
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List a run''s artifacts with their sizes: those directly below a path, or all'
            cand download 'Copy a run''s artifacts, all or one file or folder, and print where they are'
            cand log-artifact 'Log a file, or a folder''s files, as artifacts of an active run'
            cand log-artifacts 'Log a file, or a folder''s files, as artifacts of an active run'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlrun;artifacts;list'= {
            cand -r 'The run [default: $MLFLOW_RUN_ID]'
            cand --run-id 'The run [default: $MLFLOW_RUN_ID]'
            cand -a 'Below this folder'
            cand --artifact-path 'Below this folder'
            cand -o 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --output 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -R 'All levels'
            cand --recursive 'All levels'
            cand -v 'The same as --verbose'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;artifacts;download'= {
            cand -r 'The run [default: $MLFLOW_RUN_ID]'
            cand --run-id 'The run [default: $MLFLOW_RUN_ID]'
            cand -a 'The file or folder [default: all]'
            cand --artifact-path 'The file or folder [default: all]'
            cand -u 'Instead of run and path: runs:/RUN/PATH, a path, or a file: URI'
            cand --artifact-uri 'Instead of run and path: runs:/RUN/PATH, a path, or a file: URI'
            cand -d 'To this folder [default: a new temporary one]'
            cand --dst-path 'To this folder [default: a new temporary one]'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -v 'The same as --verbose'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;artifacts;log-artifact'= {
            cand -l 'The file or folder'
            cand --local-file 'The file or folder'
            cand --local-dir 'The file or folder'
            cand -r 'The run [default: $MLFLOW_RUN_ID]'
            cand --run-id 'The run [default: $MLFLOW_RUN_ID]'
            cand -a 'Into this folder of the run''s artifacts'
            cand --artifact-path 'Into this folder of the run''s artifacts'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -v 'The same as --verbose'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;artifacts;log-artifacts'= {
            cand -l 'The file or folder'
            cand --local-file 'The file or folder'
            cand --local-dir 'The file or folder'
            cand -r 'The run [default: $MLFLOW_RUN_ID]'
            cand --run-id 'The run [default: $MLFLOW_RUN_ID]'
            cand -a 'Into this folder of the run''s artifacts'
            cand --artifact-path 'Into this folder of the run''s artifacts'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -v 'The same as --verbose'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;artifacts;help'= {
            cand list 'List a run''s artifacts with their sizes: those directly below a path, or all'
            cand download 'Copy a run''s artifacts, all or one file or folder, and print where they are'
            cand log-artifact 'Log a file, or a folder''s files, as artifacts of an active run'
            cand log-artifacts 'Log a file, or a folder''s files, as artifacts of an active run'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlrun;artifacts;help;list'= {
        }
        &'mlrun;artifacts;help;download'= {
        }
        &'mlrun;artifacts;help;log-artifact'= {
        }
        &'mlrun;artifacts;help;log-artifacts'= {
        }
        &'mlrun;artifacts;help;help'= {
        }
        &'mlrun;project'= {
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
            cand show 'Show what an MLproject file says'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlrun;project;show'= {
            cand -o 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --output 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;project;help'= {
            cand show 'Show what an MLproject file says'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlrun;project;help;show'= {
        }
        &'mlrun;project;help;help'= {
        }
        &'mlrun;tree'= {
            cand -x 'Only this experiment, by id or name'
            cand --experiment-id 'Only this experiment, by id or name'
            cand -L 'At most so many levels: 1 experiments, 2 runs, 3 what they logged'
            cand --depth 'At most so many levels: 1 experiments, 2 runs, 3 what they logged'
            cand -o 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --output 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand --artifacts 'Add the artifacts'
            cand --files 'Draw the files of the store instead'
            cand -v 'The same as --verbose'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlrun;status'= {
            cand -o 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --output 'How to print the result: table, json, ndjson, csv, tsv, md or id'
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -v 'The same as --verbose'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlrun;completions'= {
            cand --tracking-uri 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]'
            cand --color 'When to use colour: auto, always or never'
            cand -q 'Say nothing but results and errors'
            cand --quiet 'Say nothing but results and errors'
            cand --verbose 'Say more; also -v, where -v is not MLflow''s --view or --version'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlrun;help'= {
            cand run 'Run a project and record the run: its parameters, where it comes from, how it ended'
            cand experiments 'Work with experiments'
            cand runs 'Work with runs'
            cand log 'Log to a run: params, metrics, tags, artifacts, or a stream of them'
            cand metrics 'Look at metrics'
            cand artifacts 'List, download and log the files of a run'
            cand project 'Look at MLprojects'
            cand tree 'Draw the store as a tree'
            cand status 'Say which store this is and why, what it holds, and what in it is damaged'
            cand completions 'Print a shell''s completion script'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlrun;help;run'= {
        }
        &'mlrun;help;experiments'= {
            cand create 'Create an experiment. Its name must not be taken, not even by a deleted one'
            cand search 'List experiments, the newest first'
            cand get 'Show one experiment, active or deleted'
            cand rename 'Rename an active experiment'
            cand delete 'Mark an experiment and its runs as deleted. Nothing is lost: `experiments restore` brings it back'
            cand restore 'Restore a deleted experiment. As in MLflow, all its runs become active, also those deleted one by one before'
            cand tag 'Set a tag of an active experiment'
            cand untag 'Remove a tag of an active experiment'
            cand csv 'Export the active runs of an experiment as CSV, in MLflow''s columns'
        }
        &'mlrun;help;experiments;create'= {
        }
        &'mlrun;help;experiments;search'= {
        }
        &'mlrun;help;experiments;get'= {
        }
        &'mlrun;help;experiments;rename'= {
        }
        &'mlrun;help;experiments;delete'= {
        }
        &'mlrun;help;experiments;restore'= {
        }
        &'mlrun;help;experiments;tag'= {
        }
        &'mlrun;help;experiments;untag'= {
        }
        &'mlrun;help;experiments;csv'= {
        }
        &'mlrun;help;runs'= {
            cand create 'Create a run and print its id. It stays RUNNING until `runs finish`, unless --status says how it ended'
            cand search 'List runs, the newest first, of the experiments named or of all'
            cand show 'Show a run: what it is, its params, latest metrics, tags, inputs and outputs'
            cand describe 'Show a run in JSON, as `mlflow runs describe` prints it'
            cand rename 'Rename a run'
            cand tag 'Set a tag of an active run'
            cand untag 'Remove a tag of an active run'
            cand finish 'End a run: set its status and end time'
            cand delete 'Mark runs as deleted. Nothing is lost: `runs restore` brings them back'
            cand restore 'Restore deleted runs'
        }
        &'mlrun;help;runs;create'= {
        }
        &'mlrun;help;runs;search'= {
        }
        &'mlrun;help;runs;show'= {
        }
        &'mlrun;help;runs;describe'= {
        }
        &'mlrun;help;runs;rename'= {
        }
        &'mlrun;help;runs;tag'= {
        }
        &'mlrun;help;runs;untag'= {
        }
        &'mlrun;help;runs;finish'= {
        }
        &'mlrun;help;runs;delete'= {
        }
        &'mlrun;help;runs;restore'= {
        }
        &'mlrun;help;log'= {
            cand param 'Log a param'
            cand metric 'Log a value of a metric'
            cand metrics 'Log values of several metrics at one step'
            cand tag 'Set a tag'
            cand artifact 'Log a file as an artifact'
            cand artifacts 'Log a folder''s files as artifacts'
            cand stream 'Log what standard input says, one JSON object a line'
        }
        &'mlrun;help;log;param'= {
        }
        &'mlrun;help;log;metric'= {
        }
        &'mlrun;help;log;metrics'= {
        }
        &'mlrun;help;log;tag'= {
        }
        &'mlrun;help;log;artifact'= {
        }
        &'mlrun;help;log;artifacts'= {
        }
        &'mlrun;help;log;stream'= {
        }
        &'mlrun;help;metrics'= {
            cand history 'Every value of a metric, in the order logged'
        }
        &'mlrun;help;metrics;history'= {
        }
        &'mlrun;help;artifacts'= {
            cand list 'List a run''s artifacts with their sizes: those directly below a path, or all'
            cand download 'Copy a run''s artifacts, all or one file or folder, and print where they are'
            cand log-artifact 'Log a file, or a folder''s files, as artifacts of an active run'
            cand log-artifacts 'Log a file, or a folder''s files, as artifacts of an active run'
        }
        &'mlrun;help;artifacts;list'= {
        }
        &'mlrun;help;artifacts;download'= {
        }
        &'mlrun;help;artifacts;log-artifact'= {
        }
        &'mlrun;help;artifacts;log-artifacts'= {
        }
        &'mlrun;help;project'= {
            cand show 'Show what an MLproject file says'
        }
        &'mlrun;help;project;show'= {
        }
        &'mlrun;help;tree'= {
        }
        &'mlrun;help;status'= {
        }
        &'mlrun;help;completions'= {
        }
        &'mlrun;help;help'= {
        }
    ]
    $completions[$command]
}
