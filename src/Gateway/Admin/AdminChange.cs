using Gateway.Storage;

namespace Gateway.Admin;

/// <summary>A change under way.</summary>
/// <param name="Session">The transaction.</param>
/// <param name="Revision">The revision that the change makes; every row it writes bears it.</param>
/// <param name="Now">The moment of the change.</param>
/// <param name="Pepper">What secrets are hashed under.</param>
internal sealed record AdminChange(DatabaseSession Session, long Revision, DateTimeOffset Now, Pepper Pepper)
{
    /// <summary>The moment of the change as rows hold it.</summary>
    public long Milliseconds => Now.ToUnixTimeMilliseconds();
}
