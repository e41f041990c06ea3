using System.Text.Json.Nodes;
using Gateway.Admin.Documents;

namespace Gateway.Admin;

/// <summary>What operators do with teams: on the database, or through a running gateway. Names are found in any case. Thread-safe.</summary>
internal interface ITeamAdministration
{
    /// <summary>Makes a team.</summary>
    Task<AdminResult<TeamDocument>> CreateAsync(NewTeam team, AdminCall call, CancellationToken cancellationToken);

    /// <summary>Lists teams by name.</summary>
    Task<AdminResult<Page<TeamDocument>>> ListAsync(PageRequest page, CancellationToken cancellationToken);

    /// <summary>One team.</summary>
    Task<AdminResult<TeamDocument>> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Changes settings by a JSON merge patch (RFC 7396); all of its keys follow.</summary>
    Task<AdminResult<TeamDocument>> UpdateAsync(string name, JsonObject patch, AdminCall call, CancellationToken cancellationToken);

    /// <summary>Deletes a team.</summary>
    /// <param name="name">The team.</param>
    /// <param name="revokeKeys">Whether keys that are still in force are revoked; otherwise they are a fault.</param>
    /// <param name="call">Who asks.</param>
    /// <param name="cancellationToken">Gives up; the team may have been deleted.</param>
    Task<AdminResult<TeamDocument>> DeleteAsync(string name, bool revokeKeys, AdminCall call, CancellationToken cancellationToken);
}
