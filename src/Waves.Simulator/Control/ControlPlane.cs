using System.Text.Json;
using System.Text.Json.Nodes;
using Waves.Simulator.Books;
using Waves.Simulator.Faults;
using Waves.Simulator.Keys;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Waves.Simulator.Control;

/// <summary>
/// Reading and steering over HTTP, below <see cref="Prefix"/>: books, faults, limits, cadence, keys, health, reset. What
/// happens here is not in the books. Answers callers on this machine only, unless told otherwise.
/// </summary>
internal sealed class ControlPlane(SimulatorBooks books, FaultPlan faults, KeyRing keys, SimulatorSettings settings, Action reset, bool remote)
{
    public const string Prefix = "/__simulator";

    private const int DefaultRequests = 100;

    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments(Prefix, out var rest))
        {
            await next(context);
            return;
        }

        if (!remote && context.Connection.RemoteIpAddress is { } address && !System.Net.IPAddress.IsLoopback(address))
        {
            context.Response.StatusCode = 403;
            return;
        }

        try
        {
            await AnswerAsync(context, $"{context.Request.Method} {rest.Value?.TrimEnd('/')}");
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException or InvalidOperationException)
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsJsonAsync(new { error = wrong.Message }, context.RequestAborted);
        }
    }

    private async Task AnswerAsync(HttpContext context, string order)
    {
        object? answer = order switch
        {
            "GET /books" => new { running = books.Running, work = books.Work, groups = books.Groups, requests = books.Requests.Count },
            "GET /books/requests" => Requests(context.Request.Query),
            "DELETE /books" => Do(books.Clear),
            "GET /faults" => faults.Planned,
            "POST /faults" => faults.Add(Read<Fault>(await BodyAsync(context))),
            "DELETE /faults" => Do(faults.Clear),
            "GET /limits" => books.Gate.Limits,
            "PATCH /limits" => books.Gate.Limits = Patch(books.Gate.Limits, PlanLimits.Preset, await BodyAsync(context)),
            "GET /cadence" => settings.Cadence,
            "PATCH /cadence" => settings.Cadence = Patch(settings.Cadence, Cadence.Preset, await BodyAsync(context)),
            "GET /keys" => keys.Accepted,
            "POST /keys" => Do(keys.Accept, await KeyAsync(context)),
            "DELETE /keys" => Do(keys.Revoke, await KeyAsync(context)),
            "GET /health" => new { healthy = settings.Healthy },
            "PUT /health" => new { healthy = settings.Healthy = (await BodyAsync(context))["healthy"]?.GetValue<bool>() ?? true },
            "POST /reset" => Do(reset),
            _ => null,
        };

        if (answer is null)
            context.Response.StatusCode = 404;
        else
            await context.Response.WriteAsJsonAsync(answer, answer.GetType(), SettingsPatch.Json, context.RequestAborted);
    }

    private RequestRecord[] Requests(IQueryCollection query)
    {
        var contract = query["contract"].ToString();
        var limit = int.TryParse(query["limit"], out var asked) && asked > 0 ? asked : DefaultRequests;
        var found = contract.Length == 0 ? books.Requests : books.For(contract);
        return found.Skip(Math.Max(0, found.Count - limit)).ToArray();
    }

    /// <summary>Changes the named figures; <c>preset</c>, if there, is applied first.</summary>
    private static T Patch<T>(T current, Func<string, T> preset, JsonObject patch)
        where T : class
    {
        if (patch["preset"] is { } name)
        {
            current = preset(name.GetValue<string>());
            patch.Remove("preset");
        }

        return SettingsPatch.Apply(current, patch);
    }

    private static T Read<T>(JsonObject body) => body.Deserialize<T>(SettingsPatch.Json)!;

    private static async Task<JsonObject> BodyAsync(HttpContext context) =>
        await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject
        ?? throw new ArgumentException("The body must be a JSON object.");

    private static async Task<string> KeyAsync(HttpContext context) =>
        (await BodyAsync(context))["key"]?.GetValue<string>() ?? throw new ArgumentException("The body must be {\"key\": \"…\"}.");

    private static object Do(Action action)
    {
        action();
        return new { done = true };
    }

    private static object Do(Action<string> action, string key)
    {
        action(key);
        return new { done = true };
    }
}
