"""Therapy: the plan of psychotherapy, its sessions, private notes, and the outside therapist's part."""
