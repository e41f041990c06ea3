using Microsoft.Extensions.Options;

namespace Gateway.Caller;

internal static class CallerServices
{
    public static IServiceCollection AddCaller(this IServiceCollection services)
    {
        services.AddOptions<CallerOptions>().BindConfiguration(CallerOptions.Section);
        return services;
    }

    /// <summary>Takes credentials off the request; must stand before anything that logs.</summary>
    public static IApplicationBuilder UseCredentials(this IApplicationBuilder app) => app.UseMiddleware<CredentialsMiddleware>();

    /// <summary>Finds the key and checks its scope.</summary>
    public static IApplicationBuilder UseCaller(this IApplicationBuilder app)
    {
        var services = app.ApplicationServices;
        if (services.GetRequiredService<IOptions<CallerOptions>>().Value.AllowAnonymous)
            services.GetRequiredService<ILogger<CallerMiddleware>>().AnonymousAllowed();
        return app.UseMiddleware<CallerMiddleware>();
    }
}
