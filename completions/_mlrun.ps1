
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'mlrun' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'mlrun'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'mlrun' {
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'v')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a project and record the run: its parameters, where it comes from, how it ended')
            [CompletionResult]::new('experiments', 'experiments', [CompletionResultType]::ParameterValue, 'Work with experiments')
            [CompletionResult]::new('experiment', 'experiment', [CompletionResultType]::ParameterValue, 'Work with experiments')
            [CompletionResult]::new('runs', 'runs', [CompletionResultType]::ParameterValue, 'Work with runs')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Log to a run: params, metrics, tags, artifacts, or a stream of them')
            [CompletionResult]::new('metrics', 'metrics', [CompletionResultType]::ParameterValue, 'Look at metrics')
            [CompletionResult]::new('artifacts', 'artifacts', [CompletionResultType]::ParameterValue, 'List, download and log the files of a run')
            [CompletionResult]::new('project', 'project', [CompletionResultType]::ParameterValue, 'Look at MLprojects')
            [CompletionResult]::new('tree', 'tree', [CompletionResultType]::ParameterValue, 'Draw the store as a tree')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Say which store this is and why, what it holds, and what in it is damaged')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a shell''s completion script')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlrun;run' {
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'What to run: an entry point of the MLproject file, or a .py, .sh or .R file')
            [CompletionResult]::new('--entry-point', '--entry-point', [CompletionResultType]::ParameterName, 'What to run: an entry point of the MLproject file, or a .py, .sh or .R file')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'A parameter; may be repeated. One that the entry point does not declare is added to the command as --NAME VALUE')
            [CompletionResult]::new('--param-list', '--param-list', [CompletionResultType]::ParameterName, 'A parameter; may be repeated. One that the entry point does not declare is added to the command as --NAME VALUE')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'The experiment, by name; created where there is none [default: $MLFLOW_EXPERIMENT_NAME]')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'The experiment, by id [default: $MLFLOW_EXPERIMENT_ID, else 0]')
            [CompletionResult]::new('--run-name', '--run-name', [CompletionResultType]::ParameterName, 'The run''s name [default: a random one]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'Use this run, which keeps its tags and params, instead of a new one')
            [CompletionResult]::new('--env-manager', '--env-manager', [CompletionResultType]::ParameterName, 'What to run the command in: `local` is what is installed here')
            [CompletionResult]::new('-b', '-b', [CompletionResultType]::ParameterName, 'Where to run it: `local` is the only place')
            [CompletionResult]::new('--backend', '--backend', [CompletionResultType]::ParameterName, 'Where to run it: `local` is the only place')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'A version of a git project (not yet)')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'A version of a git project (not yet)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Print the run when it is over, or with --dry-run what would be done [default there: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the run when it is over, or with --dry-run what would be done [default there: table]')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('--no-conda', '--no-conda', [CompletionResultType]::ParameterName, 'The same as --env-manager local')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be run and recorded, and do nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlrun;experiments' {
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create an experiment. Its name must not be taken, not even by a deleted one')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'List experiments, the newest first')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List experiments, the newest first')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show one experiment, active or deleted')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename an active experiment')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Mark an experiment and its runs as deleted. Nothing is lost: `experiments restore` brings it back')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore a deleted experiment. As in MLflow, all its runs become active, also those deleted one by one before')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'Set a tag of an active experiment')
            [CompletionResult]::new('untag', 'untag', [CompletionResultType]::ParameterValue, 'Remove a tag of an active experiment')
            [CompletionResult]::new('csv', 'csv', [CompletionResultType]::ParameterValue, 'Export the active runs of an experiment as CSV, in MLflow''s columns')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlrun;experiment' {
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create an experiment. Its name must not be taken, not even by a deleted one')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'List experiments, the newest first')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List experiments, the newest first')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show one experiment, active or deleted')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename an active experiment')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Mark an experiment and its runs as deleted. Nothing is lost: `experiments restore` brings it back')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore a deleted experiment. As in MLflow, all its runs become active, also those deleted one by one before')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'Set a tag of an active experiment')
            [CompletionResult]::new('untag', 'untag', [CompletionResultType]::ParameterValue, 'Remove a tag of an active experiment')
            [CompletionResult]::new('csv', 'csv', [CompletionResultType]::ParameterValue, 'Export the active runs of an experiment as CSV, in MLflow''s columns')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlrun;experiments;create' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Where its runs'' artifacts go: a URI or a path [default: inside the store]')
            [CompletionResult]::new('--artifact-location', '--artifact-location', [CompletionResultType]::ParameterName, 'Where its runs'' artifacts go: a URI or a path [default: inside the store]')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'A tag to begin with; may be repeated')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'A tag to begin with; may be repeated')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Print the experiment instead of a sentence: as table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the experiment instead of a sentence: as table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;experiment;create' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Where its runs'' artifacts go: a URI or a path [default: inside the store]')
            [CompletionResult]::new('--artifact-location', '--artifact-location', [CompletionResultType]::ParameterName, 'Where its runs'' artifacts go: a URI or a path [default: inside the store]')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'A tag to begin with; may be repeated')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'A tag to begin with; may be repeated')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Print the experiment instead of a sentence: as table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the experiment instead of a sentence: as table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;experiments;search' {
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Which lifecycle stages to list')
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'Which lifecycle stages to list')
            [CompletionResult]::new('--max-results', '--max-results', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;experiments;list' {
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Which lifecycle stages to list')
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'Which lifecycle stages to list')
            [CompletionResult]::new('--max-results', '--max-results', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;experiment;search' {
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Which lifecycle stages to list')
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'Which lifecycle stages to list')
            [CompletionResult]::new('--max-results', '--max-results', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;experiment;list' {
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Which lifecycle stages to list')
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'Which lifecycle stages to list')
            [CompletionResult]::new('--max-results', '--max-results', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;experiments;get' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'By name only')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'By name only')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;experiment;get' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'By name only')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'By name only')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;experiments;rename' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'By name only')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'By name only')
            [CompletionResult]::new('--new-name', '--new-name', [CompletionResultType]::ParameterName, 'The new name')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;experiment;rename' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'By name only')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'By name only')
            [CompletionResult]::new('--new-name', '--new-name', [CompletionResultType]::ParameterName, 'The new name')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;experiments;delete' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'By name only')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'By name only')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be deleted and delete nothing')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;experiment;delete' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'By name only')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'By name only')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be deleted and delete nothing')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;experiments;restore' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'By name only')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'By name only')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;experiment;restore' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'By name only')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'By name only')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;experiments;tag' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'The experiment, by id or name')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'The experiment, by id or name')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The experiment, by name')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'The experiment, by name')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlrun;experiment;tag' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'The experiment, by id or name')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'The experiment, by id or name')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The experiment, by name')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'The experiment, by name')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlrun;experiments;untag' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'The experiment, by id or name')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'The experiment, by id or name')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The experiment, by name')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'The experiment, by name')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlrun;experiment;untag' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'The experiment, by id or name')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'The experiment, by id or name')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The experiment, by name')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'The experiment, by name')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlrun;experiments;csv' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'By name only')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'By name only')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file instead of standard output')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'Write to this file instead of standard output')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;experiment;csv' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'By name only')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'By name only')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file instead of standard output')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'Write to this file instead of standard output')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;experiments;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create an experiment. Its name must not be taken, not even by a deleted one')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'List experiments, the newest first')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show one experiment, active or deleted')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename an active experiment')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Mark an experiment and its runs as deleted. Nothing is lost: `experiments restore` brings it back')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore a deleted experiment. As in MLflow, all its runs become active, also those deleted one by one before')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'Set a tag of an active experiment')
            [CompletionResult]::new('untag', 'untag', [CompletionResultType]::ParameterValue, 'Remove a tag of an active experiment')
            [CompletionResult]::new('csv', 'csv', [CompletionResultType]::ParameterValue, 'Export the active runs of an experiment as CSV, in MLflow''s columns')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlrun;experiments;help;create' {
            break
        }
        'mlrun;experiments;help;search' {
            break
        }
        'mlrun;experiments;help;get' {
            break
        }
        'mlrun;experiments;help;rename' {
            break
        }
        'mlrun;experiments;help;delete' {
            break
        }
        'mlrun;experiments;help;restore' {
            break
        }
        'mlrun;experiments;help;tag' {
            break
        }
        'mlrun;experiments;help;untag' {
            break
        }
        'mlrun;experiments;help;csv' {
            break
        }
        'mlrun;experiments;help;help' {
            break
        }
        'mlrun;experiment;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create an experiment. Its name must not be taken, not even by a deleted one')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'List experiments, the newest first')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show one experiment, active or deleted')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename an active experiment')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Mark an experiment and its runs as deleted. Nothing is lost: `experiments restore` brings it back')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore a deleted experiment. As in MLflow, all its runs become active, also those deleted one by one before')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'Set a tag of an active experiment')
            [CompletionResult]::new('untag', 'untag', [CompletionResultType]::ParameterValue, 'Remove a tag of an active experiment')
            [CompletionResult]::new('csv', 'csv', [CompletionResultType]::ParameterValue, 'Export the active runs of an experiment as CSV, in MLflow''s columns')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlrun;experiment;help;create' {
            break
        }
        'mlrun;experiment;help;search' {
            break
        }
        'mlrun;experiment;help;get' {
            break
        }
        'mlrun;experiment;help;rename' {
            break
        }
        'mlrun;experiment;help;delete' {
            break
        }
        'mlrun;experiment;help;restore' {
            break
        }
        'mlrun;experiment;help;tag' {
            break
        }
        'mlrun;experiment;help;untag' {
            break
        }
        'mlrun;experiment;help;csv' {
            break
        }
        'mlrun;experiment;help;help' {
            break
        }
        'mlrun;runs' {
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a run and print its id. It stays RUNNING until `runs finish`, unless --status says how it ended')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'List runs, the newest first, of the experiments named or of all')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List runs, the newest first, of the experiments named or of all')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a run: what it is, its params, latest metrics, tags, inputs and outputs')
            [CompletionResult]::new('describe', 'describe', [CompletionResultType]::ParameterValue, 'Show a run in JSON, as `mlflow runs describe` prints it')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename a run')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'Set a tag of an active run')
            [CompletionResult]::new('untag', 'untag', [CompletionResultType]::ParameterValue, 'Remove a tag of an active run')
            [CompletionResult]::new('finish', 'finish', [CompletionResultType]::ParameterValue, 'End a run: set its status and end time')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Mark runs as deleted. Nothing is lost: `runs restore` brings them back')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore deleted runs')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlrun;runs;create' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'The experiment, by id or name [default: $MLFLOW_EXPERIMENT_ID, $MLFLOW_EXPERIMENT_NAME, else 0]')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'The experiment, by id or name [default: $MLFLOW_EXPERIMENT_ID, $MLFLOW_EXPERIMENT_NAME, else 0]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The experiment, by name; created where there is none')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'The experiment, by name; created where there is none')
            [CompletionResult]::new('--run-name', '--run-name', [CompletionResultType]::ParameterName, 'Its name [default: a random one]')
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'Its description (the tag mlflow.note.content)')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'A tag to begin with; may be repeated')
            [CompletionResult]::new('--tags', '--tags', [CompletionResultType]::ParameterName, 'A tag to begin with; may be repeated')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'A tag to begin with; may be repeated')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'How it ended: finished, failed or killed')
            [CompletionResult]::new('--parent-run-id', '--parent-run-id', [CompletionResultType]::ParameterName, 'The run it is nested under')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print it: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print it: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;runs;search' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'Of this experiment, by id or name; may be repeated')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'Of this experiment, by id or name; may be repeated')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Of this experiment, by name; may be repeated')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Of this experiment, by name; may be repeated')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Which lifecycle stages to list')
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'Which lifecycle stages to list')
            [CompletionResult]::new('--max-results', '--max-results', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('--history', '--history', [CompletionResultType]::ParameterName, 'Add every value of every metric (to JSON)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;runs;list' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'Of this experiment, by id or name; may be repeated')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'Of this experiment, by id or name; may be repeated')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Of this experiment, by name; may be repeated')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Of this experiment, by name; may be repeated')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Which lifecycle stages to list')
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'Which lifecycle stages to list')
            [CompletionResult]::new('--max-results', '--max-results', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('--history', '--history', [CompletionResultType]::ParameterName, 'Add every value of every metric (to JSON)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;runs;show' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('--history', '--history', [CompletionResultType]::ParameterName, 'Add every value of every metric (to JSON)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'The same as --verbose')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;runs;describe' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print it: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print it: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('--history', '--history', [CompletionResultType]::ParameterName, 'Add every value of every metric')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;runs;rename' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run, as a flag')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run, as a flag')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;runs;tag' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run, as a flag [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run, as a flag [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;runs;untag' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run, as a flag [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run, as a flag [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;runs;finish' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'How it ended: finished, failed or killed')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;runs;delete' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The same as a flag; may be repeated')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The same as a flag; may be repeated')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be deleted and delete nothing')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;runs;restore' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The same as a flag; may be repeated')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The same as a flag; may be repeated')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;runs;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a run and print its id. It stays RUNNING until `runs finish`, unless --status says how it ended')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'List runs, the newest first, of the experiments named or of all')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a run: what it is, its params, latest metrics, tags, inputs and outputs')
            [CompletionResult]::new('describe', 'describe', [CompletionResultType]::ParameterValue, 'Show a run in JSON, as `mlflow runs describe` prints it')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename a run')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'Set a tag of an active run')
            [CompletionResult]::new('untag', 'untag', [CompletionResultType]::ParameterValue, 'Remove a tag of an active run')
            [CompletionResult]::new('finish', 'finish', [CompletionResultType]::ParameterValue, 'End a run: set its status and end time')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Mark runs as deleted. Nothing is lost: `runs restore` brings them back')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore deleted runs')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlrun;runs;help;create' {
            break
        }
        'mlrun;runs;help;search' {
            break
        }
        'mlrun;runs;help;show' {
            break
        }
        'mlrun;runs;help;describe' {
            break
        }
        'mlrun;runs;help;rename' {
            break
        }
        'mlrun;runs;help;tag' {
            break
        }
        'mlrun;runs;help;untag' {
            break
        }
        'mlrun;runs;help;finish' {
            break
        }
        'mlrun;runs;help;delete' {
            break
        }
        'mlrun;runs;help;restore' {
            break
        }
        'mlrun;runs;help;help' {
            break
        }
        'mlrun;log' {
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('param', 'param', [CompletionResultType]::ParameterValue, 'Log a param')
            [CompletionResult]::new('metric', 'metric', [CompletionResultType]::ParameterValue, 'Log a value of a metric')
            [CompletionResult]::new('metrics', 'metrics', [CompletionResultType]::ParameterValue, 'Log values of several metrics at one step')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'Set a tag')
            [CompletionResult]::new('artifact', 'artifact', [CompletionResultType]::ParameterValue, 'Log a file as an artifact')
            [CompletionResult]::new('artifacts', 'artifacts', [CompletionResultType]::ParameterValue, 'Log a folder''s files as artifacts')
            [CompletionResult]::new('stream', 'stream', [CompletionResultType]::ParameterValue, 'Log what standard input says, one JSON object a line')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlrun;log;param' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run, as a flag [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run, as a flag [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlrun;log;metric' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run, as a flag [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run, as a flag [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('--step', '--step', [CompletionResultType]::ParameterName, 'The step')
            [CompletionResult]::new('--timestamp', '--timestamp', [CompletionResultType]::ParameterName, 'The time in milliseconds since the epoch [default: now]')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlrun;log;metrics' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run, as a flag [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run, as a flag [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('--step', '--step', [CompletionResultType]::ParameterName, 'The step')
            [CompletionResult]::new('--timestamp', '--timestamp', [CompletionResultType]::ParameterName, 'The time in milliseconds since the epoch [default: now]')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlrun;log;tag' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run, as a flag [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run, as a flag [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlrun;log;artifact' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run, as a flag [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run, as a flag [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Into this folder of the run''s artifacts')
            [CompletionResult]::new('--artifact-path', '--artifact-path', [CompletionResultType]::ParameterName, 'Into this folder of the run''s artifacts')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'The same as --verbose')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlrun;log;artifacts' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run, as a flag [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run, as a flag [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Into this folder of the run''s artifacts')
            [CompletionResult]::new('--artifact-path', '--artifact-path', [CompletionResultType]::ParameterName, 'Into this folder of the run''s artifacts')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'The same as --verbose')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlrun;log;stream' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The same as a flag')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlrun;log;help' {
            [CompletionResult]::new('param', 'param', [CompletionResultType]::ParameterValue, 'Log a param')
            [CompletionResult]::new('metric', 'metric', [CompletionResultType]::ParameterValue, 'Log a value of a metric')
            [CompletionResult]::new('metrics', 'metrics', [CompletionResultType]::ParameterValue, 'Log values of several metrics at one step')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'Set a tag')
            [CompletionResult]::new('artifact', 'artifact', [CompletionResultType]::ParameterValue, 'Log a file as an artifact')
            [CompletionResult]::new('artifacts', 'artifacts', [CompletionResultType]::ParameterValue, 'Log a folder''s files as artifacts')
            [CompletionResult]::new('stream', 'stream', [CompletionResultType]::ParameterValue, 'Log what standard input says, one JSON object a line')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlrun;log;help;param' {
            break
        }
        'mlrun;log;help;metric' {
            break
        }
        'mlrun;log;help;metrics' {
            break
        }
        'mlrun;log;help;tag' {
            break
        }
        'mlrun;log;help;artifact' {
            break
        }
        'mlrun;log;help;artifacts' {
            break
        }
        'mlrun;log;help;stream' {
            break
        }
        'mlrun;log;help;help' {
            break
        }
        'mlrun;metrics' {
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'Every value of a metric, in the order logged')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlrun;metrics;history' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'The same as --verbose')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;metrics;help' {
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'Every value of a metric, in the order logged')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlrun;metrics;help;history' {
            break
        }
        'mlrun;metrics;help;help' {
            break
        }
        'mlrun;artifacts' {
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List a run''s artifacts with their sizes: those directly below a path, or all')
            [CompletionResult]::new('download', 'download', [CompletionResultType]::ParameterValue, 'Copy a run''s artifacts, all or one file or folder, and print where they are')
            [CompletionResult]::new('log-artifact', 'log-artifact', [CompletionResultType]::ParameterValue, 'Log a file, or a folder''s files, as artifacts of an active run')
            [CompletionResult]::new('log-artifacts', 'log-artifacts', [CompletionResultType]::ParameterValue, 'Log a file, or a folder''s files, as artifacts of an active run')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlrun;artifacts;list' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Below this folder')
            [CompletionResult]::new('--artifact-path', '--artifact-path', [CompletionResultType]::ParameterName, 'Below this folder')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-R', '-R ', [CompletionResultType]::ParameterName, 'All levels')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'All levels')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'The same as --verbose')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;artifacts;download' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The file or folder [default: all]')
            [CompletionResult]::new('--artifact-path', '--artifact-path', [CompletionResultType]::ParameterName, 'The file or folder [default: all]')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'Instead of run and path: runs:/RUN/PATH, a path, or a file: URI')
            [CompletionResult]::new('--artifact-uri', '--artifact-uri', [CompletionResultType]::ParameterName, 'Instead of run and path: runs:/RUN/PATH, a path, or a file: URI')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'To this folder [default: a new temporary one]')
            [CompletionResult]::new('--dst-path', '--dst-path', [CompletionResultType]::ParameterName, 'To this folder [default: a new temporary one]')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'The same as --verbose')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;artifacts;log-artifact' {
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'The file or folder')
            [CompletionResult]::new('--local-file', '--local-file', [CompletionResultType]::ParameterName, 'The file or folder')
            [CompletionResult]::new('--local-dir', '--local-dir', [CompletionResultType]::ParameterName, 'The file or folder')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Into this folder of the run''s artifacts')
            [CompletionResult]::new('--artifact-path', '--artifact-path', [CompletionResultType]::ParameterName, 'Into this folder of the run''s artifacts')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'The same as --verbose')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;artifacts;log-artifacts' {
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'The file or folder')
            [CompletionResult]::new('--local-file', '--local-file', [CompletionResultType]::ParameterName, 'The file or folder')
            [CompletionResult]::new('--local-dir', '--local-dir', [CompletionResultType]::ParameterName, 'The file or folder')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run [default: $MLFLOW_RUN_ID]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Into this folder of the run''s artifacts')
            [CompletionResult]::new('--artifact-path', '--artifact-path', [CompletionResultType]::ParameterName, 'Into this folder of the run''s artifacts')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'The same as --verbose')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;artifacts;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List a run''s artifacts with their sizes: those directly below a path, or all')
            [CompletionResult]::new('download', 'download', [CompletionResultType]::ParameterValue, 'Copy a run''s artifacts, all or one file or folder, and print where they are')
            [CompletionResult]::new('log-artifact', 'log-artifact', [CompletionResultType]::ParameterValue, 'Log a file, or a folder''s files, as artifacts of an active run')
            [CompletionResult]::new('log-artifacts', 'log-artifacts', [CompletionResultType]::ParameterValue, 'Log a file, or a folder''s files, as artifacts of an active run')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlrun;artifacts;help;list' {
            break
        }
        'mlrun;artifacts;help;download' {
            break
        }
        'mlrun;artifacts;help;log-artifact' {
            break
        }
        'mlrun;artifacts;help;log-artifacts' {
            break
        }
        'mlrun;artifacts;help;help' {
            break
        }
        'mlrun;project' {
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what an MLproject file says')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlrun;project;show' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;project;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what an MLproject file says')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlrun;project;help;show' {
            break
        }
        'mlrun;project;help;help' {
            break
        }
        'mlrun;tree' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'Only this experiment, by id or name')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'Only this experiment, by id or name')
            [CompletionResult]::new('-L', '-L ', [CompletionResultType]::ParameterName, 'At most so many levels: 1 experiments, 2 runs, 3 what they logged')
            [CompletionResult]::new('--depth', '--depth', [CompletionResultType]::ParameterName, 'At most so many levels: 1 experiments, 2 runs, 3 what they logged')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('--artifacts', '--artifacts', [CompletionResultType]::ParameterName, 'Add the artifacts')
            [CompletionResult]::new('--files', '--files', [CompletionResultType]::ParameterName, 'Draw the files of the store instead')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'The same as --verbose')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlrun;status' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: table, json, ndjson, csv, tsv, md or id')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'The same as --verbose')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlrun;completions' {
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'The store: a folder or a file: URI [default: $MLFLOW_TRACKING_URI, else ./mlruns]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but results and errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; also -v, where -v is not MLflow''s --view or --version')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlrun;help' {
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a project and record the run: its parameters, where it comes from, how it ended')
            [CompletionResult]::new('experiments', 'experiments', [CompletionResultType]::ParameterValue, 'Work with experiments')
            [CompletionResult]::new('runs', 'runs', [CompletionResultType]::ParameterValue, 'Work with runs')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Log to a run: params, metrics, tags, artifacts, or a stream of them')
            [CompletionResult]::new('metrics', 'metrics', [CompletionResultType]::ParameterValue, 'Look at metrics')
            [CompletionResult]::new('artifacts', 'artifacts', [CompletionResultType]::ParameterValue, 'List, download and log the files of a run')
            [CompletionResult]::new('project', 'project', [CompletionResultType]::ParameterValue, 'Look at MLprojects')
            [CompletionResult]::new('tree', 'tree', [CompletionResultType]::ParameterValue, 'Draw the store as a tree')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Say which store this is and why, what it holds, and what in it is damaged')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a shell''s completion script')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlrun;help;run' {
            break
        }
        'mlrun;help;experiments' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create an experiment. Its name must not be taken, not even by a deleted one')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'List experiments, the newest first')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show one experiment, active or deleted')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename an active experiment')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Mark an experiment and its runs as deleted. Nothing is lost: `experiments restore` brings it back')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore a deleted experiment. As in MLflow, all its runs become active, also those deleted one by one before')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'Set a tag of an active experiment')
            [CompletionResult]::new('untag', 'untag', [CompletionResultType]::ParameterValue, 'Remove a tag of an active experiment')
            [CompletionResult]::new('csv', 'csv', [CompletionResultType]::ParameterValue, 'Export the active runs of an experiment as CSV, in MLflow''s columns')
            break
        }
        'mlrun;help;experiments;create' {
            break
        }
        'mlrun;help;experiments;search' {
            break
        }
        'mlrun;help;experiments;get' {
            break
        }
        'mlrun;help;experiments;rename' {
            break
        }
        'mlrun;help;experiments;delete' {
            break
        }
        'mlrun;help;experiments;restore' {
            break
        }
        'mlrun;help;experiments;tag' {
            break
        }
        'mlrun;help;experiments;untag' {
            break
        }
        'mlrun;help;experiments;csv' {
            break
        }
        'mlrun;help;runs' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a run and print its id. It stays RUNNING until `runs finish`, unless --status says how it ended')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'List runs, the newest first, of the experiments named or of all')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a run: what it is, its params, latest metrics, tags, inputs and outputs')
            [CompletionResult]::new('describe', 'describe', [CompletionResultType]::ParameterValue, 'Show a run in JSON, as `mlflow runs describe` prints it')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename a run')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'Set a tag of an active run')
            [CompletionResult]::new('untag', 'untag', [CompletionResultType]::ParameterValue, 'Remove a tag of an active run')
            [CompletionResult]::new('finish', 'finish', [CompletionResultType]::ParameterValue, 'End a run: set its status and end time')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Mark runs as deleted. Nothing is lost: `runs restore` brings them back')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore deleted runs')
            break
        }
        'mlrun;help;runs;create' {
            break
        }
        'mlrun;help;runs;search' {
            break
        }
        'mlrun;help;runs;show' {
            break
        }
        'mlrun;help;runs;describe' {
            break
        }
        'mlrun;help;runs;rename' {
            break
        }
        'mlrun;help;runs;tag' {
            break
        }
        'mlrun;help;runs;untag' {
            break
        }
        'mlrun;help;runs;finish' {
            break
        }
        'mlrun;help;runs;delete' {
            break
        }
        'mlrun;help;runs;restore' {
            break
        }
        'mlrun;help;log' {
            [CompletionResult]::new('param', 'param', [CompletionResultType]::ParameterValue, 'Log a param')
            [CompletionResult]::new('metric', 'metric', [CompletionResultType]::ParameterValue, 'Log a value of a metric')
            [CompletionResult]::new('metrics', 'metrics', [CompletionResultType]::ParameterValue, 'Log values of several metrics at one step')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'Set a tag')
            [CompletionResult]::new('artifact', 'artifact', [CompletionResultType]::ParameterValue, 'Log a file as an artifact')
            [CompletionResult]::new('artifacts', 'artifacts', [CompletionResultType]::ParameterValue, 'Log a folder''s files as artifacts')
            [CompletionResult]::new('stream', 'stream', [CompletionResultType]::ParameterValue, 'Log what standard input says, one JSON object a line')
            break
        }
        'mlrun;help;log;param' {
            break
        }
        'mlrun;help;log;metric' {
            break
        }
        'mlrun;help;log;metrics' {
            break
        }
        'mlrun;help;log;tag' {
            break
        }
        'mlrun;help;log;artifact' {
            break
        }
        'mlrun;help;log;artifacts' {
            break
        }
        'mlrun;help;log;stream' {
            break
        }
        'mlrun;help;metrics' {
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'Every value of a metric, in the order logged')
            break
        }
        'mlrun;help;metrics;history' {
            break
        }
        'mlrun;help;artifacts' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List a run''s artifacts with their sizes: those directly below a path, or all')
            [CompletionResult]::new('download', 'download', [CompletionResultType]::ParameterValue, 'Copy a run''s artifacts, all or one file or folder, and print where they are')
            [CompletionResult]::new('log-artifact', 'log-artifact', [CompletionResultType]::ParameterValue, 'Log a file, or a folder''s files, as artifacts of an active run')
            [CompletionResult]::new('log-artifacts', 'log-artifacts', [CompletionResultType]::ParameterValue, 'Log a file, or a folder''s files, as artifacts of an active run')
            break
        }
        'mlrun;help;artifacts;list' {
            break
        }
        'mlrun;help;artifacts;download' {
            break
        }
        'mlrun;help;artifacts;log-artifact' {
            break
        }
        'mlrun;help;artifacts;log-artifacts' {
            break
        }
        'mlrun;help;project' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what an MLproject file says')
            break
        }
        'mlrun;help;project;show' {
            break
        }
        'mlrun;help;tree' {
            break
        }
        'mlrun;help;status' {
            break
        }
        'mlrun;help;completions' {
            break
        }
        'mlrun;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
