namespace Gateway.Admin.Documents;

/// <summary>A document with a version, which is its ETag.</summary>
internal interface IVersioned
{
    /// <summary>Rises with every change.</summary>
    long Version { get; }
}
