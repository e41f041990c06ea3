namespace Gateway.Validation;

/// <summary>What became of reading a body to hold it.</summary>
internal enum HeldBodyOutcome
{
    /// <summary>It is held whole.</summary>
    Held,

    /// <summary>It is larger than the endpoint takes.</summary>
    TooLarge,

    /// <summary>The process holds as much as it may.</summary>
    NoRoom,
}
