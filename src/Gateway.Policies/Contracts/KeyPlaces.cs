namespace Gateway.Policies.Contracts;

/// <summary>Where a caller may put its key (waves-api 1.4). If several are present the header wins.</summary>
[Flags]
public enum KeyPlaces
{
    /// <summary>The endpoint needs no key (O1).</summary>
    None = 0,

    /// <summary><c>Authorization: Bearer</c>.</summary>
    Header = 1,

    /// <summary><c>?api_key=</c> or <c>?token=</c>; sockets only, stripped before logging and forwarding.</summary>
    Query = 2,
}
