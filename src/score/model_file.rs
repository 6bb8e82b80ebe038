//! Models as they are kept in files: one form, which says what it is and of which version.

use super::model::{Channel, Model, Provenance, VERSION};
use crate::error::{Error, ModelError};

/// What every model file says of itself.
const FORMAT: &str = "retold model";

/// A model with the format and the version of its file.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct ModelFile {
    format: String,
    version: u64,
    model: Weights,
}

/// The fields of a model.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Weights {
    provenance: Provenance,
    base_rate: f64,
    names: Channel,
    no_names: Channel,
    part: Channel,
}

impl From<Model> for ModelFile {
    fn from(model: Model) -> Self {
        let [names, no_names, part] = model.channels;
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            model: Weights {
                provenance: model.provenance,
                base_rate: model.base_rate,
                names,
                no_names,
                part,
            },
        }
    }
}

impl TryFrom<ModelFile> for Model {
    type Error = Error;

    fn try_from(file: ModelFile) -> Result<Self, Error> {
        checked(Some(&file.format), Some(file.version))?;
        file.model.try_into()
    }
}

impl TryFrom<Weights> for Model {
    type Error = Error;

    fn try_from(weights: Weights) -> Result<Self, Error> {
        let model = Self {
            provenance: weights.provenance,
            base_rate: weights.base_rate,
            channels: [weights.names, weights.no_names, weights.part],
        };
        match model.problem() {
            Some(what) => Err(Error::Model(ModelError::Content { what })),
            None => Ok(model),
        }
    }
}

/// Checks what a file says of itself.
fn checked(format: Option<&str>, version: Option<u64>) -> Result<(), Error> {
    let problem = |what: String| Err(Error::Model(ModelError::Format { what }));
    match (format, version) {
        (Some(FORMAT), Some(VERSION)) => Ok(()),
        (Some(FORMAT), Some(given)) => Err(Error::Model(ModelError::Version {
            given,
            known: VERSION,
        })),
        (Some(FORMAT), None) => problem("it has no version".to_owned()),
        (Some(other), _) => problem(format!("its format is {other:?}, not {FORMAT:?}")),
        (None, _) => problem(format!("it has no \"format\": {FORMAT:?}")),
    }
}

#[cfg(feature = "json")]
impl Model {
    /// Returns the model as JSON, to be kept in a file.
    pub fn to_json(&self) -> String {
        let file = serde_json::json!(ModelFile::from(self.clone()));
        format!("{file:#}\n")
    }

    /// Reads the model that a file holds.
    ///
    /// # Errors
    ///
    /// [`ModelError::Format`] where it is no model file, [`ModelError::Version`] where it was
    /// written for other measures than those of this version, [`ModelError::Content`] where it is
    /// damaged.
    ///
    /// ```
    /// use retold::error::ModelError;
    /// use retold::score::Model;
    ///
    /// let json = Model::shipped().to_json();
    /// assert_eq!(&Model::from_json(&json)?, Model::shipped());
    /// let older = json.replace("\"version\": 4", "\"version\": 3");
    /// assert_eq!(Model::from_json(&older), Err(ModelError::Version { given: 3, known: 4 }.into()));
    /// # Ok::<(), retold::Error>(())
    /// ```
    pub fn from_json(json: &str) -> Result<Self, Error> {
        use serde_json::Value;

        let mut file: Value = serde_json::from_str(json).map_err(|error| {
            Error::Model(ModelError::Format {
                what: error.to_string(),
            })
        })?;
        let format = file.get("format").and_then(Value::as_str);
        checked(format, file.get("version").and_then(Value::as_u64))?;
        let model = file.get_mut("model").map(Value::take).unwrap_or_default();
        let weights: Weights = serde_json::from_value(model).map_err(|error| {
            Error::Model(ModelError::Content {
                what: error.to_string(),
            })
        })?;
        weights.try_into()
    }
}

#[cfg(all(test, feature = "json"))]
mod tests {
    use super::*;

    /// What serde reads is checked as what [`Model::from_json`] reads is, and both have one form.
    #[test]
    fn a_model_has_one_form() {
        let model = Model::shipped();
        let json = serde_json::to_string(model).unwrap();
        assert_eq!(&serde_json::from_str::<Model>(&json).unwrap(), model);
        assert_eq!(&Model::from_json(&json).unwrap(), model);
        for (right, wrong) in [
            ("\"version\":", "\"version\":9"),
            ("retold model", "a model"),
            ("\"weight\":", "\"weight\":-"),
        ] {
            let json = json.replace(right, wrong);
            assert!(serde_json::from_str::<Model>(&json).is_err(), "{wrong}");
            assert!(Model::from_json(&json).is_err(), "{wrong}");
        }
    }

    #[test]
    fn files_that_hold_no_model_say_why() {
        assert!(matches!(
            Model::from_json("not JSON"),
            Err(Error::Model(ModelError::Format { .. }))
        ));
        assert!(matches!(
            Model::from_json("{\"format\": \"something else\"}"),
            Err(Error::Model(ModelError::Format { .. }))
        ));
        let json = Model::shipped().to_json();
        assert!(matches!(
            Model::from_json(&json.replace("facts_new", "facts_old")),
            Err(Error::Model(ModelError::Content { .. }))
        ));
        assert!(matches!(
            Model::from_json(&json.replace("\"bias\": -", "\"bias\": \"-\", \"x\": ")),
            Err(Error::Model(ModelError::Content { .. }))
        ));
    }
}
