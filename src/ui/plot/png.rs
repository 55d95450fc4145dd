/// todo
#[must_use]
pub fn png(_svg: &str) -> Result<Vec<u8>, String> {
    Ok(Vec::new())
}
