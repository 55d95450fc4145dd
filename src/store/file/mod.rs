//! The file store: one folder, as MLflow lays it out.
