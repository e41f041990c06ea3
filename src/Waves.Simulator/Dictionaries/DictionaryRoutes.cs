using System.Text.Json;
using Waves.Simulator.Limits;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Dictionaries;

/// <summary>Pronunciation dictionaries (D1–D4, contract 2.8). Changes carry the id in the body, the DELETE too.</summary>
internal sealed class DictionaryRoutes(DictionaryShelf shelf, TimeProvider time)
{
    private const string Path = "/waves/v1/pronunciation-dicts";

    public IEnumerable<Row> Rows() =>
    [
        Row.Get("D1", Path, PlainDialect.Instance, ListAsync).Within(LimitGroup.Management),
        Row.Post("D2", Path, PlainDialect.Instance, CreateAsync).Within(LimitGroup.Management),
        new Row("D3", HttpMethods.Put, Path, PlainDialect.Instance, ReplaceAsync).Within(LimitGroup.Management),
        new Row("D4", HttpMethods.Delete, Path, PlainDialect.Instance, DeleteAsync).Within(LimitGroup.Management),
    ];

    private Task ListAsync(Call call) =>
        call.AnswerAsync(200, shelf.All.Select(static dictionary => new { id = dictionary.Id, items = dictionary.Items, createdAt = WireTime.Iso(dictionary.CreatedAt) }).ToArray());

    private async Task CreateAsync(Call call)
    {
        using var body = await call.ReadJsonAsync();
        var (items, issues) = DictionaryRules.ReadItems(Root(body), atLeastOne: true);
        var dictionary = new PronunciationDictionary(SystemIds.Object(), items, time.GetUtcNow());
        if (issues.Count > 0)
            await RefuseAsync(call, issues);
        else if (!shelf.TryAdd(dictionary))
            await call.AnswerAsync(400, PlainDialect.Body("Too many dictionaries"));
        else
            await call.AnswerAsync(200, new { id = dictionary.Id, items, createdAt = WireTime.Iso(dictionary.CreatedAt) });
    }

    private async Task ReplaceAsync(Call call)
    {
        using var body = await call.ReadJsonAsync();
        var (id, idIssues) = DictionaryRules.ReadId(Root(body));
        var (items, itemIssues) = DictionaryRules.ReadItems(Root(body), atLeastOne: false);
        if (idIssues.Count + itemIssues.Count > 0)
            await RefuseAsync(call, [.. idIssues, .. itemIssues]);
        else if (shelf.Replace(id!, items) is null)
            await NotFoundAsync(call);
        else
            await call.AnswerAsync(200, new { id, items });
    }

    private async Task DeleteAsync(Call call)
    {
        using var body = await call.ReadJsonAsync();
        var (id, issues) = DictionaryRules.ReadId(Root(body));
        if (issues.Count > 0)
            await RefuseAsync(call, issues);
        else if (!shelf.Remove(id!))
            await NotFoundAsync(call);
        else
            await call.AnswerAsync(200, new { id, deleted = true });
    }

    private static JsonElement Root(JsonDocument? body) => body?.RootElement ?? default;

    private static Task RefuseAsync(Call call, IReadOnlyList<object> details) =>
        call.AnswerAsync(400, new { error = "Invalid request body", details });

    private static Task NotFoundAsync(Call call) => call.AnswerAsync(404, PlainDialect.Body("Not found"));
}
