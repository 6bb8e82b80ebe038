//! The scalar functions. All are pure: what they return depends on their arguments alone.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BinaryBuilder, Float64Builder, ListArray, ListBuilder, StringBuilder,
    StringViewArray, StructArray, UInt64Builder,
};
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer};
use datafusion::arrow::datatypes::{DataType, Field, Fields, Int64Type};
use datafusion::error::{DataFusionError, Result as EngineResult};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use retold::index::Banding;
use retold::shingle::{ShingleSet, ShingleSize};
use retold::sketch::MinHasher;
use retold::{Detector, Document};

use crate::error::{Error, Result};
use crate::scheme::scheme;

/// Returns the scalar functions, to be registered wherever a plan that names them is run.
pub fn functions() -> Vec<Arc<ScalarUDF>> {
    Kind::ALL
        .into_iter()
        .map(|kind| Arc::new(ScalarUDF::new_from_impl(Function::new(kind))))
        .collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Bands,
    Terms,
    Signature,
    Resemblance,
    Score,
}

impl Kind {
    const ALL: [Self; 5] = [
        Self::Bands,
        Self::Terms,
        Self::Signature,
        Self::Resemblance,
        Self::Score,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Bands => "retold_bands",
            Self::Terms => "retold_terms",
            Self::Signature => "retold_signature",
            Self::Resemblance => "retold_resemblance",
            Self::Score => "retold_score",
        }
    }

    /// Returns the number of texts and the names of the whole numbers that a call takes; the scheme
    /// follows them.
    fn arguments(self) -> (usize, &'static [&'static str]) {
        match self {
            Self::Bands => (1, &["slots", "words", "bands", "rows"]),
            Self::Terms => (1, &["count"]),
            Self::Signature => (1, &["slots", "words"]),
            Self::Resemblance => (2, &["words"]),
            Self::Score => (2, &[]),
        }
    }

    fn returns(self) -> DataType {
        match self {
            Self::Bands | Self::Terms => DataType::new_list(DataType::UInt64, true),
            Self::Signature => DataType::Binary,
            Self::Resemblance => DataType::Float64,
            Self::Score => DataType::Struct(score_fields()),
        }
    }
}

fn score_fields() -> Fields {
    Fields::from(vec![
        Field::new("probability", DataType::Float64, false),
        Field::new("reused", DataType::Float64, false),
        Field::new("covered", DataType::Float64, false),
        Field::new("verdict", DataType::Utf8, false),
        Field::new("passages", DataType::List(passage_item()), false),
    ])
}

fn passage_item() -> Arc<Field> {
    Arc::new(Field::new(
        "item",
        DataType::Struct(passage_fields()),
        false,
    ))
}

fn passage_fields() -> Fields {
    [
        "source_start",
        "source_end",
        "suspicious_start",
        "suspicious_end",
    ]
    .into_iter()
    .map(|name| Field::new(name, DataType::UInt64, false))
    .collect()
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Function {
    kind: Kind,
    signature: Signature,
}

impl Function {
    fn new(kind: Kind) -> Self {
        let (texts, numbers) = kind.arguments();
        let mut types = vec![DataType::Utf8View; texts];
        types.extend(numbers.iter().map(|_| DataType::Int64));
        types.push(DataType::Utf8View);
        Self {
            kind,
            signature: Signature::exact(types, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for Function {
    fn name(&self) -> &str {
        self.kind.name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> EngineResult<DataType> {
        Ok(self.kind.returns())
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> EngineResult<ColumnarValue> {
        let arrays = arguments
            .args
            .iter()
            .map(|argument| argument.to_array(arguments.number_rows))
            .collect::<EngineResult<Vec<_>>>()?;
        let rows = Rows::new(self.kind, &arrays, arguments.number_rows)?;
        let array = match self.kind {
            Kind::Bands => rows.bands(),
            Kind::Terms => rows.terms(),
            Kind::Signature => rows.signature(),
            Kind::Resemblance => rows.resemblance(),
            Kind::Score => rows.score(),
        };
        Ok(ColumnarValue::Array(array?))
    }
}

/// The arguments of a batch of calls.
struct Rows<'a> {
    kind: Kind,
    texts: Vec<&'a StringViewArray>,
    numbers: Vec<&'a [i64]>,
    /// Rows of which any argument is null return null.
    valid: Option<NullBuffer>,
    count: usize,
}

impl<'a> Rows<'a> {
    fn new(kind: Kind, arrays: &'a [ArrayRef], count: usize) -> EngineResult<Self> {
        let (texts, numbers) = kind.arguments();
        let wrong = || DataFusionError::Plan(format!("{}: wrong arguments", kind.name()));
        let text = |array: &'a ArrayRef| array.as_string_view_opt().ok_or_else(wrong);
        let mut valid = None;
        for array in arrays {
            valid = NullBuffer::union(valid.as_ref(), array.nulls());
        }
        let rows = Self {
            kind,
            texts: arrays
                .iter()
                .take(texts)
                .map(text)
                .collect::<EngineResult<_>>()?,
            numbers: arrays
                .iter()
                .skip(texts)
                .take(numbers.len())
                .map(|array| {
                    let numbers = array.as_primitive_opt::<Int64Type>();
                    numbers
                        .map(|numbers| &numbers.values()[..])
                        .ok_or_else(wrong)
                })
                .collect::<EngineResult<_>>()?,
            valid,
            count,
        };
        let schemes = text(arrays.last().ok_or_else(wrong)?)?;
        let other = (0..count).find(|&row| rows.is_valid(row) && schemes.value(row) != scheme());
        match other {
            None => Ok(rows),
            Some(row) => Err(Error::Scheme {
                asked: schemes.value(row).to_owned(),
                known: scheme().to_owned(),
            }
            .into()),
        }
    }

    fn is_valid(&self, row: usize) -> bool {
        self.valid.as_ref().is_none_or(|valid| valid.is_valid(row))
    }

    /// Returns a number of a row as what the library takes.
    fn number(&self, number: usize, row: usize) -> Result<usize> {
        let value = self.numbers[number][row];
        usize::try_from(value).map_err(|_| Error::Argument {
            function: self.kind.name(),
            argument: self.kind.arguments().1[number],
            value,
            minimum: 0,
            maximum: i64::MAX,
        })
    }

    fn text(&self, text: usize, row: usize) -> &'a str {
        self.texts[text].value(row)
    }

    fn hasher(&self, row: usize) -> Result<MinHasher> {
        let words = ShingleSize::new(self.number(1, row)?)?;
        Ok(MinHasher::new(self.number(0, row)?, words)?)
    }

    fn bands(&self) -> Result<ArrayRef> {
        let mut lists = ListBuilder::new(UInt64Builder::new());
        for row in 0..self.count {
            if self.is_valid(row) {
                let banding = Banding::new(self.number(2, row)?, self.number(3, row)?)?;
                let signature = self.hasher(row)?.sign(self.text(0, row));
                let keys = banding.band_keys(&signature)?;
                // All texts without words would share every band.
                if !signature.is_empty() {
                    keys.for_each(|key| lists.values().append_value(key));
                }
            }
            lists.append(self.is_valid(row));
        }
        Ok(Arc::new(lists.finish()))
    }

    fn terms(&self) -> Result<ArrayRef> {
        let detector = Detector::default();
        let mut lists = ListBuilder::new(UInt64Builder::new());
        for row in 0..self.count {
            if self.is_valid(row) {
                let count = self.number(0, row)?;
                let document = detector.document(self.text(0, row));
                for stem in document.rarest(count) {
                    lists.values().append_value(document.stems()[stem].hash());
                }
            }
            lists.append(self.is_valid(row));
        }
        Ok(Arc::new(lists.finish()))
    }

    fn signature(&self) -> Result<ArrayRef> {
        let mut signatures = BinaryBuilder::new();
        for row in 0..self.count {
            if self.is_valid(row) {
                signatures.append_value(self.hasher(row)?.sign(self.text(0, row)).to_bytes());
            } else {
                signatures.append_null();
            }
        }
        Ok(Arc::new(signatures.finish()))
    }

    fn resemblance(&self) -> Result<ArrayRef> {
        let mut values = Float64Builder::with_capacity(self.count);
        let mut kept: [Kept<'a, ShingleSet>; 2] = [None, None];
        for row in 0..self.count {
            if self.is_valid(row) {
                let words = ShingleSize::new(self.number(0, row)?)?;
                let [one, two] = &mut kept;
                let read = |text: &str| ShingleSet::new(text, words);
                let one = take(one, self.text(0, row), |set| set.size() == words, read);
                let two = take(two, self.text(1, row), |set| set.size() == words, read);
                values.append_value(one.resemblance(two)?);
            } else {
                values.append_null();
            }
        }
        Ok(Arc::new(values.finish()))
    }

    fn score(&self) -> Result<ArrayRef> {
        let detector = Detector::default();
        let mut kept: [Kept<'a, Document>; 2] = [None, None];
        let [mut probability, mut reused, mut covered] =
            [(); 3].map(|()| Float64Builder::with_capacity(self.count));
        let mut verdict = StringBuilder::new();
        let mut offsets = [(); 4].map(|()| UInt64Builder::new());
        let mut lengths = Vec::with_capacity(self.count);
        for row in 0..self.count {
            if !self.is_valid(row) {
                for values in [&mut probability, &mut reused, &mut covered] {
                    values.append_value(0.0);
                }
                verdict.append_value("");
                lengths.push(0);
                continue;
            }
            let [source, suspicious] = &mut kept;
            let read = |text: &str| detector.document(text);
            let source = take(source, self.text(0, row), |_| true, read);
            let suspicious = take(suspicious, self.text(1, row), |_| true, read);
            let comparison = detector.compare_documents(source, suspicious);
            probability.append_value(comparison.score.probability);
            reused.append_value(comparison.reused);
            covered.append_value(comparison.covered);
            verdict.append_value(comparison.verdict().to_string());
            lengths.push(comparison.passages.len());
            for passage in &comparison.passages {
                let (source, suspicious) = (passage.source, passage.suspicious);
                let ends = [source.start, source.end, suspicious.start, suspicious.end];
                for (offsets, end) in offsets.iter_mut().zip(ends) {
                    offsets.append_value(end as u64);
                }
            }
        }
        let offsets = offsets.map(|mut offsets| Arc::new(offsets.finish()) as ArrayRef);
        let passages = StructArray::try_new(passage_fields(), offsets.into(), None)
            .map_err(DataFusionError::from)
            .map_err(Error::engine("cannot build the passages of a batch"))?;
        let passages = ListArray::try_new(
            passage_item(),
            OffsetBuffer::from_lengths(lengths),
            Arc::new(passages),
            None,
        )
        .map_err(DataFusionError::from)
        .map_err(Error::engine("cannot build the passages of a batch"))?;
        let columns: Vec<ArrayRef> = vec![
            Arc::new(probability.finish()),
            Arc::new(reused.finish()),
            Arc::new(covered.finish()),
            Arc::new(verdict.finish()),
            Arc::new(passages),
        ];
        let scores = StructArray::try_new(score_fields(), columns, self.valid.clone())
            .map_err(DataFusionError::from)
            .map_err(Error::engine("cannot build the scores of a batch"))?;
        Ok(Arc::new(scores))
    }
}

/// The last text of a column with what was read from it: joins put the pairs of one text next to
/// each other.
type Kept<'a, T> = Option<(&'a str, T)>;

/// Returns what was read from a text, and reads it only where it differs from the last one.
fn take<'k, 'a, T>(
    kept: &'k mut Kept<'a, T>,
    text: &'a str,
    still_holds: impl Fn(&T) -> bool,
    read: impl Fn(&str) -> T,
) -> &'k T {
    let known = kept
        .take()
        .filter(|(last, value)| *last == text && still_holds(value));
    &kept.insert(known.unwrap_or_else(|| (text, read(text)))).1
}
