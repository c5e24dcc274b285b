//! Word lists. One entry a line under `lexicons/`, each file naming its origin and licence.
