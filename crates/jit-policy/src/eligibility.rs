//! Eligibilities: who may ask for what.
