//! `models inspect` and `registry diff`.

use serde_json::json;

use super::support::{ADA, BEN, StoreBuilder, T0, Test};

const MLMODEL: &str = "\
artifact_path: model
flavors:
  python_function:
    code: code
    env:
      conda: conda.yaml
    loader_module: mlflow.sklearn
    model_path: model.pkl
    python_version: 3.11.7
  sklearn:
    code: code
    pickled_model: model.pkl
    serialization_format: cloudpickle
    sklearn_version: 1.9.1
    skops_trusted_types: null
future_key: [1, .nan]
metadata:
  owner: \"a\\e[31mb\"
mlflow_version: 3.17.2
model_id: null
model_size_bytes: 5
model_uuid: 64bd7950ec3544528aff24d93e42bc42
run_id: 5a1c0000000000000000000000000001
saved_input_example_info:
  artifact_path: input_example.json
  pandas_orient: split
  type: dataframe
signature:
  inputs: '[{\"type\": \"double\", \"name\": \"sepal\", \"required\": true}, {\"type\": \"long\", \"name\": 0, \"required\": false}]'
  outputs: '[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"float64\", \"shape\": [-1, 4]}}]'
  params: null
utc_time_created: '2026-01-02 03:04:05.678901'
";

fn with_model() -> Test {
    let test = Test::new();
    test.write("m/MLmodel", MLMODEL);
    test.write("m/model.pkl", b"\x80\x05K.\n");
    test.write("m/code/my.py", "x = 1\n");
    test.write("m/requirements.txt", "mlflow==3.17.2\n# no\nnumpy>=1,<3\n");
    test.write(
        "m/input_example.json",
        "{\"columns\": [\"sepal\"],\n \"data\": [[NaN]]}",
    );
    test
}

#[test]
fn a_models_folder_is_a_page() {
    let test = with_model();
    test.line("models inspect m")
        .stdout(
            "folder         [DIR]/m
model_uuid     [RUN]
run_id         5a1c0000000000000000000000000001
created        2026-01-02 03:04:05.678901 UTC
mlflow         3.17.2
python         3.11.7
size           994
recorded size  5
unpickles      yes (sklearn: model.pkl)
runs code      code/
pickles        model.pkl

flavors
  python_function  mlflow.sklearn, model.pkl
  sklearn          1.9.1, model.pkl, cloudpickle

inputs
  sepal  double (required)
  0      long (optional)

outputs
  0  tensor float64 [-1, 4]

requirements
  mlflow  ==3.17.2
  numpy   >=1,<3

input example
  file    input_example.json
  type    dataframe
  orient  split
  begins  {\"columns\": [\"sepal\"], \"data\": [[NaN]]}

metadata
  owner  a\\x1b[31mb

other
  future_key  [1,\"nan\"]

files
  MLmodel             911
  code/my.py          6
  input_example.json  40
  model.pkl           5
  requirements.txt    32
",
        )
        .run();
    let json = test.line("models inspect m/MLmodel").json();
    assert_eq!(json["loading"]["unpickles"], true);
    assert_eq!(json["loading"]["because"], json!(["sklearn: model.pkl"]));
    assert_eq!(
        json["signature"]["inputs"],
        json!([{"type": "double", "name": "sepal", "required": true}, {"type": "long", "name": "0", "required": false}])
    );
    assert_eq!(json["requirements"], json!(["mlflow==3.17.2", "numpy>=1,<3"]));
    assert_eq!(json["flavors"]["sklearn"]["skops_trusted_types"], json!(null));
}

#[test]
fn what_loading_runs_is_by_flavor_and_by_file() {
    let test = Test::new();
    for (flavors, file, content, said) in [
        ("onnx: {data: model.onnx}", "model.onnx", &b"\x08\x07"[..], "no"),
        (
            "onnx: {data: model.onnx}",
            "model.onnx",
            b"\x80\x04\x95x",
            "yes (onnx: model.onnx)",
        ),
        (
            "sklearn: {pickled_model: model.skops, serialization_format: skops}",
            "model.skops",
            b"PK\x03\x04",
            "no",
        ),
        ("sklearn: {pickled_model: m}", "m", b"x", "yes (sklearn: m)"),
        (
            "lightgbm: {data: model.lgb, model_class: lightgbm.basic.Booster}",
            "model.lgb",
            b"tree\n",
            "no",
        ),
        (
            "lightgbm: {data: model.pkl, model_class: lightgbm.sklearn.LGBMClassifier}",
            "model.pkl",
            b"x",
            "yes (lightgbm: model.pkl)",
        ),
        (
            "xgboost: {data: model.ubj, model_format: ubj}\n  python_function: {loader_module: mlflow.xgboost}",
            "model.ubj",
            b"{L",
            "no",
        ),
        (
            "pytorch: {model_data: data}",
            "data/model.pth",
            b"PK",
            "yes (pytorch: data/model.pth)",
        ),
        (
            "python_function: {loader_module: mlflow.pyfunc.model, python_model: python_model.pkl}",
            "python_model.pkl",
            b"x",
            "yes (python_function: python_model.pkl)",
        ),
        (
            "python_function: {loader_module: mlflow.pyfunc.model, model_code_path: /home/a/agent.py}",
            "agent.py",
            b"x",
            "no",
        ),
        (
            "python_function: {loader_module: mlflow.pyfunc.loaders.code_model, model_code_path: agent.py}",
            "agent.py",
            b"x",
            "no",
        ),
        (
            "python_function: {loader_module: mlflow.pyfunc.loaders.chat_model, python_model: python_model.pkl}",
            "python_model.pkl",
            b"x",
            "yes (python_function: python_model.pkl)",
        ),
        (
            "transformers: {model_binary: model}",
            "model/pytorch_model.bin",
            b"PK\x03\x04..........................archive/data.pkl",
            "yes (transformers: model/pytorch_model.bin)",
        ),
        ("transformers: {model_binary: model}", "model/x.safetensors", b"x", "no"),
        (
            "python_function: {loader_module: my.loader}",
            "x",
            b"x",
            "unknown flavor (python_function)",
        ),
        ("new_one: {}", "x", b"x", "unknown flavor (new_one)"),
    ] {
        let _ = std::fs::remove_dir_all(test.path("m"));
        test.write("m/MLmodel", format!("flavors:\n  {flavors}\n"));
        test.write(&format!("m/{file}"), content);
        let page = test.line("models inspect m").check().stdout;
        let line = page.lines().find_map(|line| line.strip_prefix("unpickles"));
        assert_eq!(line.map(str::trim), Some(said), "{flavors}");
    }
}

#[test]
fn damage_is_a_line_and_what_is_no_model_says_so() {
    let test = with_model();
    test.write(
        "m/MLmodel",
        MLMODEL
            .replace("[{\\\"type\\\": \\\"double\\\"", "[{")
            .replace("'[{\"type\"", "'[[{\"type\""),
    );
    let answer = test.line("models inspect m").check();
    assert!(
        answer.stderr.contains("MLmodel: signature.inputs: not JSON"),
        "{}",
        answer.stderr
    );
    assert!(answer.stdout.contains("unpickles      yes"), "{}", answer.stdout);
    for (content, status) in [("a: [", 4), ("- a\n", 4), ("", 4)] {
        test.write("m/MLmodel", content);
        test.line("models inspect m").status(status).check();
    }
    test.write("m/MLmodel", "flavors:\n  a: {}\nb: x\ty\n");
    let answer = test.line("models inspect m").check();
    assert!(
        answer.stderr.contains("MLflow cannot load it: line 3, column 5"),
        "{}",
        answer.stderr
    );
    let outside =
        "flavors: {sklearn: {pickled_model: ../../x}}\nsaved_input_example_info: {artifact_path: ../secret}\n";
    test.write("m/MLmodel", outside);
    test.write("secret", "s3cr3t");
    let answer = test.line("models inspect m").check();
    assert!(!answer.stdout.contains("s3cr3t") && answer.stderr.contains("input example is not there"));
    test.line("models inspect nothing").status(3).check();
    test.write("run/model/MLmodel", MLMODEL);
    test.line("models inspect run")
        .status(3)
        .stderr("error: no MLmodel file in [DIR]/run\nhint: there is one at run/model\n")
        .run();
}

/// `iris` with versions 1 (of ADA) and 2 (of BEN), 3 without run and files, 4 like 2.
fn registry() -> Test {
    let test = Test::new();
    let store = StoreBuilder::new(test.path("mlruns"));
    let digits = store.experiment("7", "digits");
    let changed = MLMODEL
        .replace("1.9.1", "1.10.0")
        .replace("\"double\"", "\"float\"")
        .replace("64bd", "0000");
    for (id, name, model, lr, loss, pin) in [
        (ADA, "ada", MLMODEL, "0.1", "1 0.5 0\n", "numpy==1.26\n"),
        (BEN, "ben", changed.as_str(), "0.2", "1 0.25 0\n", "numpy==2.0\n"),
    ] {
        digits
            .run(id, name)
            .param("lr", lr)
            .metric("loss", loss)
            .artifact("model/MLmodel", model.as_bytes())
            .artifact("model/registered_model_meta", name.as_bytes())
            .artifact("model/requirements.txt", pin.as_bytes())
            .artifact("model/weights", name.as_bytes());
    }
    test.write(
        "mlruns/models/iris/meta.yaml",
        format!("creation_timestamp: {T0}\nname: iris\n"),
    );
    test.write("mlruns/models/iris/aliases/champion", "1");
    for (number, stage, source, run) in [
        (1, "None", format!("runs:/{ADA}/model"), ADA),
        (2, "Production", format!("runs:/{BEN}/model"), BEN),
        (3, "None", "/gone".to_owned(), "null"),
        (4, "None", format!("runs:/{BEN}/model"), BEN),
    ] {
        test.write(
            &format!("mlruns/models/iris/version-{number}/meta.yaml"),
            format!(
                "creation_timestamp: {T0}\ncurrent_stage: {stage}\nname: iris\nrun_id: {run}\nsource: {source}\nstatus: READY\n\
                 version: {number}\n"
            ),
        );
    }
    test
}

#[test]
fn two_versions_are_compared_through_their_runs_and_files() {
    let test = registry();
    test.line("registry diff iris champion production --exit-code")
        .status(1)
        .stdout(
            "label  name  version  stage       aliases   run  creation_timestamp
A      iris  1        None        champion  ada  2025-10-09T08:53:20.000Z
B      iris  2        Production            ben  2025-10-09T08:53:20.000Z

version    A         B
  stage    None      Production
  aliases  champion  –

params  A    B
  lr    0.1  0.2

metrics    A     B      Δ     %
  loss   0.5  0.25  -0.25  -50%

signature       A                  B
  inputs.sepal  double (required)  float (required)

flavors                    A      B
  sklearn.sklearn_version  1.9.1  1.10.0

environment  A     B
  numpy      1.26  2.0

artifacts            A   B        Δ       %
  requirements.txt  12  11       -1  -8.33%
  weights            3   3  content

same: 1 attribute, 2 columns, 11 flavor attributes
",
        )
        .run();
    let json = test.line("registry diff iris/1 2 --only metrics").json();
    assert_eq!(json["metrics"][0]["values"], json!([0.5, 0.25]));
    assert_eq!(
        (&json["versions"][1]["version"], &json["differs"]),
        (&json!(2), &json!(true))
    );
    test.line("registry diff iris 2 4 --exit-code --only params,metrics,signature,artifacts")
        .check();
}

#[test]
fn what_is_gone_of_a_version_is_in_doubt_and_not_missing() {
    let test = registry();
    let answer = test.line("registry diff iris 1 3 --exit-code").status(4).check();
    assert!(
        answer.stderr.contains("iris/3 -> /gone: there is nothing"),
        "{}",
        answer.stderr
    );
    assert!(
        answer.stdout.ends_with(
            "could not be read of B: params, metrics, source, signature, flavors, environment, datasets, artifacts\n"
        ),
        "{}",
        answer.stdout
    );
    test.line("registry diff iris 1").status(2).check();
    test.line("registry diff iris 1 9").status(3).check();
}
