"""One button or menu per file."""
