using Gateway.Configuration;

namespace Gateway.Storage;

/// <summary>The pepper, and keys that are declared in the settings instead of the database.</summary>
internal sealed class KeysOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Gateway:Keys";

    /// <summary>Shortest pepper in bytes of UTF-8.</summary>
    public const int MinPepperBytes = 16;

    /// <summary>
    /// What secrets are hashed under: any text of at least 16 bytes, the same for every replica, kept apart from the
    /// database. Unset: a random one is made once and kept in the database, so that whoever copies the database can test
    /// guesses against it; 256 random bits in every secret make that hopeless.
    /// </summary>
    public Secret? Pepper { get; set; }

    /// <summary>Keys declared in the settings, besides those in the database.</summary>
    public IList<ConfiguredKeyOptions> Items { get; set; } = [];
}
