namespace Gateway.Admin;

/// <summary>Health for orchestrators: says ok or not, and no more.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var lifetime = endpoints.ServiceProvider.GetRequiredService<IHostApplicationLifetime>();
        endpoints.MapGet("/livez", () => Results.Text("ok"));
        endpoints.MapGet("/startupz", () => Answer(lifetime.ApplicationStarted.IsCancellationRequested, "starting"));
        endpoints.MapGet("/readyz", () => Answer(
            lifetime.ApplicationStarted.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested,
            lifetime.ApplicationStopping.IsCancellationRequested ? "draining" : "starting"));
    }

    private static IResult Answer(bool good, string otherwise) =>
        good ? Results.Text("ok") : Results.Text(otherwise, statusCode: StatusCodes.Status503ServiceUnavailable);
}
