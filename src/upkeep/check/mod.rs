//! Every kind of damage that a folder can have, each with what follows from it; and what can be mended.
