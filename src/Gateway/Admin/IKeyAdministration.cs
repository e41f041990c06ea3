using System.Text.Json.Nodes;
using Gateway.Admin.Documents;

namespace Gateway.Admin;

/// <summary>
/// What operators do with virtual keys: on the database, or through a running gateway. A key is named by its id, or as
/// <c>team/name</c>. Thread-safe.
/// </summary>
internal interface IKeyAdministration
{
    /// <summary>Makes a key and its secret, which is shown here and never again.</summary>
    /// <param name="key">The key.</param>
    /// <param name="createTeam">Whether a team that does not exist is made, without limits; otherwise it is a fault.</param>
    /// <param name="call">Who asks.</param>
    /// <param name="cancellationToken">Gives up; the key may have been made.</param>
    Task<AdminResult<IssuedKey>> CreateAsync(NewKey key, bool createTeam, AdminCall call, CancellationToken cancellationToken);

    /// <summary>Lists keys in the order they were made.</summary>
    /// <param name="team">Only those of a team; null: of all.</param>
    /// <param name="includeRevoked">Whether revoked ones are listed.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<AdminResult<Page<KeyDocument>>> ListAsync(string? team, bool includeRevoked, PageRequest page, CancellationToken cancellationToken);

    /// <summary>One key.</summary>
    Task<AdminResult<KeyDocument>> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Changes name and settings by a JSON merge patch (RFC 7396). A revoked key cannot be changed.</summary>
    Task<AdminResult<KeyDocument>> UpdateAsync(string key, JsonObject patch, AdminCall call, CancellationToken cancellationToken);

    /// <summary>Issues another secret; the former ones stay valid for a while.</summary>
    /// <param name="key">Id or <c>team/name</c>.</param>
    /// <param name="grace">How long the former secrets stay valid; zero ends them at once.</param>
    /// <param name="call">Who asks.</param>
    /// <param name="cancellationToken">Gives up; the secret may have been issued.</param>
    Task<AdminResult<IssuedKey>> RotateAsync(string key, TimeSpan grace, AdminCall call, CancellationToken cancellationToken);

    /// <summary>Withdraws a key for good. Every gateway on the database refuses it within a second. Twice does no harm.</summary>
    Task<AdminResult<KeyDocument>> RevokeAsync(string key, AdminCall call, CancellationToken cancellationToken);
}
