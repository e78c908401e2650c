from .interpret import IGNORED_REASONS, REJECTED_REASONS, Interpreted, interpret
