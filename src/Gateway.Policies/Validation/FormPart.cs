namespace Gateway.Policies.Validation;

/// <summary>One part of a multipart form as the rules see it.</summary>
/// <param name="Name">Field name.</param>
/// <param name="IsFile">Whether it carries a file name.</param>
/// <param name="ContentType">Media type without parameters, lower case; null when the part has none.</param>
/// <param name="Length">Bytes of content.</param>
/// <param name="Value">Text of a field that is not a file; null for files.</param>
public sealed record FormPart(string Name, bool IsFile, string? ContentType, long Length, string? Value);
