namespace Gateway.Relay.Inspection;

/// <summary>A value that a <see cref="JsonScanner"/> looks for.</summary>
/// <param name="Path">Property names from the top, joined by dots; at most <see cref="JsonScanner.MaxDepth"/>.</param>
/// <param name="LengthOnly">Measure a string instead of remembering it: base64 audio.</param>
internal sealed record JsonField(string Path, bool LengthOnly = false);
