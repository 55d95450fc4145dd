/// One logged value of a metric.
///
/// Python's integers have no bound and metric files in the wild pass 64 bits, so time and step are 128 bits wide.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// As written: milliseconds since the epoch, but whole seconds in files of MLflow 0.x to 1.2.
    pub timestamp: i128,
    /// Any double, NaN and infinities included.
    pub value: f64,
    /// 0 where the file has no step.
    pub step: i128,
    /// Name and digest of the dataset the value was computed on (MLflow ≥ 3.0).
    pub dataset: Option<(String, String)>,
}

impl Metric {
    /// Whether this one replaces `other` as the latest: the greater of (step, timestamp, value) as Python compares
    /// tuples, so NaN replaces nothing and is replaced by nothing at equal step and time.
    #[must_use]
    pub fn is_later_than(&self, other: &Self) -> bool {
        (self.step, self.timestamp)
            .cmp(&(other.step, other.timestamp))
            .then_with(|| {
                if self.value > other.value {
                    std::cmp::Ordering::Greater
                } else {
                    std::cmp::Ordering::Equal
                }
            })
            == std::cmp::Ordering::Greater
    }
}
