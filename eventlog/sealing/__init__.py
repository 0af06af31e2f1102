"""What facts say of patients, stored sealed: a key for each regulation file, which erasure destroys."""
