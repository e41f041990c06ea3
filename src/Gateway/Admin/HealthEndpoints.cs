using Gateway.Admission;
using Gateway.Policies.Admission;
using Gateway.Policies.Keys;
using Gateway.Storage;

namespace Gateway.Admin;

/// <summary>Health for orchestrators: says ok or not and why, in a word, and no more.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        var keys = services.GetRequiredService<IVirtualKeyDirectory>();
        var books = services.GetRequiredService<IAdmissionStatus>();
        var database = services.GetRequiredService<DatabaseState>();
        endpoints.MapGet("/livez", () => Results.Text("ok"));
        endpoints.MapGet("/startupz", () => Answer(lifetime.ApplicationStarted.IsCancellationRequested ? null : "starting"));
        endpoints.MapGet("/readyz", () => Answer(
            lifetime.ApplicationStopping.IsCancellationRequested ? "draining"
            : !lifetime.ApplicationStarted.IsCancellationRequested ? "starting"
            : !keys.Current.IsComplete ? "keys not read"
            : books.Mode is AdmissionMode.Closed ? "capacity unknown"
            : null,
            // Calls are served all the same: the keys in memory stay in force, and each replica keeps to its share.
            () => database.Trouble is { } trouble ? $"database {WordOf(trouble.Fault)}" : books.Mode is AdmissionMode.Degraded ? "capacity shared out" : null));
    }

    private static string WordOf(DatabaseFault fault) => fault switch
    {
        DatabaseFault.ReadOnly => "read-only",
        DatabaseFault.WrongPepper => "under another pepper",
        _ => fault.ToString().ToLowerInvariant(),
    };

    private static IResult Answer(string? trouble, Func<string?>? weakness = null) =>
        trouble is not null ? Results.Text(trouble, statusCode: StatusCodes.Status503ServiceUnavailable)
        : weakness?.Invoke() is { } degraded ? Results.Text($"degraded: {degraded}")
        : Results.Text("ok");
}
