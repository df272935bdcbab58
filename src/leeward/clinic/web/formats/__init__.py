"""How Django itself writes dates, language by language: as the clinic does."""
