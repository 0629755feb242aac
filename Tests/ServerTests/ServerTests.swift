import Testing

/// One after the other: they measure time and count descriptors.
@Suite(.serialized) enum ServerTests {}
