//! Filters, orders and page tokens, in both languages: what is printed reads as the same, and asking never fails where it
//! may not.

use mlrun::model::{Experiment, LoggedModel, Millis, ModelVersion, RegisteredModel, Run, VersionNumber};
use mlrun::search::{Dialect, Entity, Filter, Order, PageToken, QueryError};
use mlrun::store::{LoggedModelStore, Needs, RegistryStore, TrackingStore};

use super::ground::{self, Ground};
use super::split;

const ENTITIES: [Entity; 5] = [
    Entity::Run,
    Entity::Experiment,
    Entity::RegisteredModel,
    Entity::ModelVersion,
    Entity::LoggedModel,
];
const OURS: Dialect = Dialect::Extended {
    now: Millis(1_760_000_000_000),
};

/// One of each.
struct Things {
    run: Run,
    experiment: Experiment,
    model: RegisteredModel,
    version: ModelVersion,
    logged: LoggedModel,
}

thread_local! {
    static THINGS: Things = Things::new();
}

impl Things {
    fn new() -> Self {
        let ground = Ground::new();
        let store = ground.store();
        let name = ground::model();
        let run = store.get_run(&ground::run(), &Needs::all(true)).unwrap().value;
        Self {
            experiment: TrackingStore::get_experiment(&store, &run.info.experiment_id).unwrap(),
            run,
            model: store.get_registered_model(&name).unwrap().value,
            version: store.get_model_version(&name, VersionNumber(1)).unwrap().value,
            logged: store.get_logged_model(&ground::logged()).unwrap().value,
        }
    }

    fn match_of(&self, entity: Entity, filter: &Filter) -> Result<bool, QueryError> {
        match entity {
            Entity::Run => filter.matches(&mut &self.run),
            Entity::Experiment => filter.matches(&mut &self.experiment),
            Entity::RegisteredModel => filter.matches(&mut &self.model),
            Entity::ModelVersion => filter.matches(&mut &self.version),
            Entity::LoggedModel => filter.matches_on(&self.logged, &[]),
        }
    }

    fn sort(&self, entity: Entity, order: &Order) {
        let keys = match entity {
            Entity::Run => order.keys(&mut &self.run),
            Entity::Experiment => order.keys(&mut &self.experiment),
            Entity::RegisteredModel => order.keys(&mut &self.model),
            Entity::ModelVersion => order.keys(&mut &self.version),
            Entity::LoggedModel => order.keys(&mut &self.logged),
        };
        assert!(order.is_empty() || !keys.is_empty());
    }
}

pub(super) fn try_with(input: &[u8]) {
    let (which, rest) = split(input);
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let entity = ENTITIES[which % 5];
    THINGS.with(|things| match which / 5 % 3 {
        0 => filter(things, entity, text),
        1 => order(things, entity, text),
        _ => token(text),
    });
}

fn filter(things: &Things, entity: Entity, text: &str) {
    if let Some(filter) = parse(entity, text, Dialect::Mlflow) {
        let asked = things.match_of(entity, &filter);
        assert!(asked.is_ok() || filter.may_fail(), "{text:?}: {asked:?}");
    }
    let Some(filter) = parse(entity, text, OURS) else {
        return;
    };
    let asked = things
        .match_of(entity, &filter)
        .expect("our own language never fails late");
    let printed = filter.to_string();
    if printed.contains("LIKE") && ["\\'", "\\\""].iter().any(|end| printed.contains(end)) {
        return; // a pattern that no quotes hold
    }
    let again = Filter::parse(entity, &printed, OURS)
        .unwrap_or_else(|error| panic!("{text:?} printed as {printed:?}: {error}"));
    assert_eq!(again.to_string(), printed, "{text:?}");
    assert_eq!(
        things.match_of(entity, &again),
        Ok(asked),
        "{text:?} printed as {printed:?}"
    );
}

/// Where it is refused, the place is in the text.
fn parse(entity: Entity, text: &str, dialect: Dialect) -> Option<Filter> {
    Filter::parse(entity, text, dialect).map_err(|error| check(&error)).ok()
}

fn order(things: &Things, entity: Entity, text: &str) {
    for dialect in [Dialect::Mlflow, OURS] {
        match Order::parse(entity, &[text.to_owned()], dialect) {
            Ok(order) => things.sort(entity, &order),
            Err(error) => check(&error),
        }
    }
}

fn check(error: &QueryError) {
    assert!(error.source_text.get(error.span.clone()).is_some(), "{error:?}");
}

fn token(text: &str) {
    match PageToken::parse(text) {
        Ok(token) if token.offset != 0 => assert_eq!(PageToken::parse(&token.to_string()), Ok(token)),
        Ok(_) => {}
        Err(error) => check(&error),
    }
}
