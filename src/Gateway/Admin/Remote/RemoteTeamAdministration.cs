using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Admin.Documents;

namespace Gateway.Admin.Remote;

/// <summary>Administration of teams through a running gateway.</summary>
internal sealed class RemoteTeamAdministration(AdminClient client) : ITeamAdministration
{
    public Task<AdminResult<TeamDocument>> CreateAsync(NewTeam team, AdminCall call, CancellationToken cancellationToken) =>
        client.ChangeAsync(HttpMethod.Post, "teams", JsonSerializer.SerializeToNode(team, AdminJson.NewTeam), call, AdminJson.TeamDocument, cancellationToken);

    public Task<AdminResult<Page<TeamDocument>>> ListAsync(PageRequest page, CancellationToken cancellationToken) =>
        client.GetAsync(RemoteQuery.Of("teams", page), AdminJson.TeamPage, cancellationToken);

    public Task<AdminResult<TeamDocument>> GetAsync(string name, CancellationToken cancellationToken) =>
        client.GetAsync(PathOf(name), AdminJson.TeamDocument, cancellationToken);

    public Task<AdminResult<TeamDocument>> UpdateAsync(string name, JsonObject patch, AdminCall call, CancellationToken cancellationToken) =>
        client.ChangeAsync(HttpMethod.Patch, PathOf(name), patch, call, AdminJson.TeamDocument, cancellationToken);

    public Task<AdminResult<TeamDocument>> DeleteAsync(string name, bool revokeKeys, AdminCall call, CancellationToken cancellationToken) =>
        client.ChangeAsync(
            HttpMethod.Delete, revokeKeys ? PathOf(name) + "?revokeKeys=true" : PathOf(name), null, call, AdminJson.TeamDocument, cancellationToken);

    private static string PathOf(string name) => "teams/" + Uri.EscapeDataString(name);
}
