namespace Gateway.Storage;

/// <summary>Why a database cannot serve.</summary>
internal enum DatabaseFault
{
    /// <summary>No answer, no such file or server, no permission to connect.</summary>
    Unreachable,

    /// <summary>Another process holds a lock for longer than we wait.</summary>
    Locked,

    /// <summary>It takes no writes.</summary>
    ReadOnly,

    /// <summary>Its disk is full.</summary>
    Full,

    /// <summary>Its content is damaged, or it is not a database of ours.</summary>
    Corrupt,

    /// <summary>A newer version of the program has changed its schema.</summary>
    Newer,

    /// <summary>Its keys were hashed under another pepper than the configured one.</summary>
    WrongPepper,
}
