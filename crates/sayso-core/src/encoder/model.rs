//! The model file: named tensors and a few words about them, read from bytes that stay where they are.

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

/// A model file that cannot be used, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// Not a safetensors file, or cut short.
    #[error("not a model file: {0}")]
    NotTensors(String),
    /// Of another format, or none is named.
    #[error("the model's format is {0:?}, this version reads {FORMAT:?}")]
    Format(String),
    /// A word of the file's metadata is missing or not a number where one belongs.
    #[error("the model's metadata has no usable {0:?}")]
    Metadata(&'static str),
    /// A tensor is not there.
    #[error("the model has no tensor {0:?}")]
    Missing(String),
    /// A tensor has other numbers or another shape than the model needs.
    #[error("tensor {name:?} is {found}, not {expected}")]
    Tensor {
        /// Its name.
        name: String,
        /// What the model needs.
        expected: String,
        /// What the file has.
        found: String,
    },
    /// A tensor holds an infinity or a NaN.
    #[error("tensor {0:?} holds a number that is not finite")]
    NotFinite(String),
    /// The sizes of the model do not fit together, or are beyond what the encoder computes exactly.
    #[error("the model's sizes cannot be run: {0}")]
    Sizes(&'static str),
    /// The vocabulary cannot be used.
    #[error("the model's vocabulary {0}")]
    Vocabulary(&'static str),
}

/// The value of `format` in the metadata of every model file that this version reads.
pub const FORMAT: &str = "sayso.model/1";

/// An opened model file, or several that belong together.
#[derive(Debug)]
pub struct ModelFile {
    /// One directory of tensors for each file.
    files: Vec<SafeTensors<'static>>,
    /// Of the first.
    metadata: std::collections::HashMap<String, String>,
}

impl ModelFile {
    /// Opens the bytes of a model file. Reads the directory only, no tensor.
    ///
    /// # Errors
    /// If they are not a safetensors file whose `format` is [`FORMAT`].
    pub fn open(bytes: &'static [u8]) -> Result<Self, ModelError> {
        let broken = |error: safetensors::SafeTensorError| ModelError::NotTensors(error.to_string());
        let (_, directory) = SafeTensors::read_metadata(bytes).map_err(broken)?;
        let metadata = directory.metadata().clone().unwrap_or_default();
        let format = metadata.get("format").cloned().unwrap_or_default();
        if format != FORMAT {
            return Err(ModelError::Format(format));
        }
        Ok(Self { files: vec![SafeTensors::deserialize(bytes).map_err(broken)?], metadata })
    }

    /// Adds the tensors of a file that was trained later and for this one.
    ///
    /// # Errors
    /// As those of [`ModelFile::open`].
    pub fn and(mut self, bytes: &'static [u8]) -> Result<Self, ModelError> {
        self.files.extend(Self::open(bytes)?.files);
        Ok(self)
    }

    fn tensor(&self, name: &str) -> Option<TensorView<'static>> {
        self.files.iter().find_map(|file| file.tensor(name).ok())
    }

    /// A word of the metadata.
    #[must_use]
    pub fn word(&self, key: &str) -> Option<&str> {
        self.metadata.get(key).map(String::as_str)
    }

    /// A number of the metadata.
    ///
    /// # Errors
    /// If it is missing or not a whole number.
    pub fn number(&self, key: &'static str) -> Result<usize, ModelError> {
        self.word(key).and_then(|word| word.parse().ok()).ok_or(ModelError::Metadata(key))
    }

    /// The bytes of the vocabulary, for [`super::Tokenizer::from_vocab`].
    ///
    /// # Errors
    /// If there is none.
    pub fn vocabulary(&self) -> Result<&'static [u8], ModelError> {
        const NAME: &str = "tokenizer.vocab";
        let [length] = self.shape(NAME)?;
        self.bytes(NAME, Dtype::U8, &[length])
    }

    /// Whether the file has a tensor of that name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.tensor(name).is_some()
    }

    /// The shape of a tensor.
    ///
    /// # Errors
    /// If it is missing or has not `N` dimensions.
    pub fn shape<const N: usize>(&self, name: &str) -> Result<[usize; N], ModelError> {
        let tensor = self.tensor(name).ok_or_else(|| ModelError::Missing(name.to_owned()))?;
        <[usize; N]>::try_from(tensor.shape()).map_err(|_| ModelError::Tensor {
            name: name.to_owned(),
            expected: format!("of {N} dimensions"),
            found: format!("of shape {:?}", tensor.shape()),
        })
    }

    /// The bytes of a tensor of 8-bit numbers (signed or not), where they stand in the file.
    ///
    /// # Errors
    /// If it is missing or of another type or shape.
    pub fn bytes(&self, name: &str, dtype: Dtype, shape: &[usize]) -> Result<&'static [u8], ModelError> {
        let tensor = self.tensor(name).ok_or_else(|| ModelError::Missing(name.to_owned()))?;
        if tensor.dtype() != dtype || tensor.shape() != shape {
            return Err(ModelError::Tensor {
                name: name.to_owned(),
                expected: format!("{dtype:?} {shape:?}"),
                found: format!("{:?} {:?}", tensor.dtype(), tensor.shape()),
            });
        }
        Ok(tensor.data())
    }

    /// The 32-bit floats of a tensor, where they stand in the file.
    ///
    /// # Errors
    /// If it is missing, of another type or shape, or holds a number that is not finite.
    pub fn floats(&self, name: &str, shape: &[usize]) -> Result<Floats, ModelError> {
        let floats = Floats(self.bytes(name, Dtype::F32, shape)?.as_chunks().0);
        if floats.iter().all(f32::is_finite) {
            Ok(floats)
        } else {
            Err(ModelError::NotFinite(name.to_owned()))
        }
    }
}

/// 32-bit floats in a model file: little-endian, at any alignment.
#[derive(Debug, Clone, Copy)]
pub struct Floats(&'static [[u8; 4]]);

impl Floats {
    /// How many.
    #[must_use]
    pub fn len(self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The number at `index`.
    ///
    /// # Panics
    /// If there are not so many.
    #[must_use]
    pub fn get(self, index: usize) -> f32 {
        f32::from_le_bytes(self.0[index])
    }

    /// Row `index` of a table of `width` columns.
    ///
    /// # Panics
    /// If there are not so many.
    #[must_use]
    pub fn row(self, index: usize, width: usize) -> Floats {
        Floats(&self.0[index * width..(index + 1) * width])
    }

    /// All in order.
    pub fn iter(self) -> impl Iterator<Item = f32> {
        self.0.iter().map(|&bytes| f32::from_le_bytes(bytes))
    }
}
