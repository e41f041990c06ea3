using Gateway.Admission;
using Gateway.Policies.Admission;
using Gateway.Policies.Keys;

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
        endpoints.MapGet("/livez", () => Results.Text("ok"));
        endpoints.MapGet("/startupz", () => Answer(lifetime.ApplicationStarted.IsCancellationRequested ? null : "starting"));
        endpoints.MapGet("/readyz", () => Answer(
            lifetime.ApplicationStopping.IsCancellationRequested ? "draining"
            : !lifetime.ApplicationStarted.IsCancellationRequested ? "starting"
            // A database that went away later does not count: the keys in memory stay in force.
            : !keys.Current.IsComplete ? "keys not read"
            : books.Mode is AdmissionMode.Closed ? "capacity unknown"
            : null));
    }

    private static IResult Answer(string? trouble) =>
        trouble is null ? Results.Text("ok") : Results.Text(trouble, statusCode: StatusCodes.Status503ServiceUnavailable);
}
