"""Patient: what a patient sees and does on their own telephone, by a link or with a passkey."""
