import APICore

/// A ClickUp server on 127.0.0.1 for tests.
public enum LoopbackClickUp {}
