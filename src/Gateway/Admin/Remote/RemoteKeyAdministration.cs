using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Admin.Documents;

namespace Gateway.Admin.Remote;

/// <summary>Administration of keys through a running gateway.</summary>
internal sealed class RemoteKeyAdministration(AdminClient client) : IKeyAdministration
{
    public Task<AdminResult<IssuedKey>> CreateAsync(NewKey key, bool createTeam, AdminCall call, CancellationToken cancellationToken) =>
        client.ChangeAsync(
            HttpMethod.Post, createTeam ? "keys?createTeam=true" : "keys", JsonSerializer.SerializeToNode(key, AdminJson.NewKey), call, AdminJson.IssuedKey, cancellationToken);

    public Task<AdminResult<Page<KeyDocument>>> ListAsync(string? team, bool includeRevoked, PageRequest page, CancellationToken cancellationToken) =>
        client.GetAsync(
            RemoteQuery.Of("keys", page, ("team", team), ("revoked", includeRevoked ? "true" : null)), AdminJson.KeyPage, cancellationToken);

    public Task<AdminResult<KeyDocument>> GetAsync(string key, CancellationToken cancellationToken) =>
        WithIdAsync(key, id => client.GetAsync($"keys/{id}", AdminJson.KeyDocument, cancellationToken), cancellationToken);

    public Task<AdminResult<KeyDocument>> UpdateAsync(string key, JsonObject patch, AdminCall call, CancellationToken cancellationToken) =>
        WithIdAsync(key, id => client.ChangeAsync(HttpMethod.Patch, $"keys/{id}", patch, call, AdminJson.KeyDocument, cancellationToken), cancellationToken);

    public Task<AdminResult<IssuedKey>> RotateAsync(string key, TimeSpan grace, AdminCall call, CancellationToken cancellationToken) =>
        WithIdAsync(
            key,
            id => client.ChangeAsync(HttpMethod.Post, $"keys/{id}:rotate", new JsonObject { ["graceSeconds"] = grace.TotalSeconds }, call, AdminJson.IssuedKey, cancellationToken),
            cancellationToken);

    public Task<AdminResult<KeyDocument>> RevokeAsync(string key, AdminCall call, CancellationToken cancellationToken) =>
        WithIdAsync(key, id => client.ChangeAsync(HttpMethod.Delete, $"keys/{id}", null, call, AdminJson.KeyDocument, cancellationToken), cancellationToken);

    /// <summary>The API names keys by id; <c>team/name</c> is looked up first.</summary>
    private async Task<AdminResult<T>> WithIdAsync<T>(string key, Func<string, Task<AdminResult<T>>> work, CancellationToken cancellationToken)
        where T : class
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return await work(Uri.EscapeDataString(key));
        var found = await client.GetAsync(
            RemoteQuery.Of("keys", new(), ("team", key[..slash]), ("name", key[(slash + 1)..])), AdminJson.KeyPage, cancellationToken);
        if (!found.Succeeded)
            return found.Fault;
        return found.Value.Items is [{ Id: var id }] ? await work(id) : AdminFault.NotFound("There is no key in force of that team and name.");
    }
}
