"""What is agreed by sentence: which reports come by themselves, and what is watched."""
