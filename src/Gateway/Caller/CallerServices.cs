using Gateway.Caller.Tokens;
using Gateway.Policies.Contracts;
using Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.Caller;

internal static class CallerServices
{
    public static IServiceCollection AddCaller(this IServiceCollection services)
    {
        services.AddOptions<CallerOptions>().BindConfiguration(CallerOptions.Section);
        services.AddOptionsWithValidateOnStart<TokenOptions, TokenOptionsValidator>().BindConfiguration(TokenOptions.Section);
        services.AddOptionsWithValidateOnStart<CorsOptions>().BindConfiguration(CorsOptions.Section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CorsOptions>, CorsOptionsValidator>());
        services.TryAddSingleton<CallerKeys>();
        services.TryAddSingleton<BrowserTokens>();
        services.TryAddSingleton<TokenEndpoint>();
        return services;
    }

    /// <summary>Lets pages of the configured origins call; must stand before routing, which knows no OPTIONS.</summary>
    public static IApplicationBuilder UseCrossOrigin(this IApplicationBuilder app) => app.UseMiddleware<CorsMiddleware>();

    /// <summary>Where browser tokens are minted, below both prefixes.</summary>
    public static void MapBrowserTokens(this IEndpointRouteBuilder endpoints)
    {
        var tokens = endpoints.ServiceProvider.GetRequiredService<TokenEndpoint>();
        foreach (var prefix in (string[])[WavesContract.Prefix, WavesContract.LegacyPrefix])
            endpoints.Map($"{prefix}/gateway/tokens", tokens.MintAsync);
    }

    /// <summary>Takes credentials off the request; must stand before anything that logs.</summary>
    public static IApplicationBuilder UseCredentials(this IApplicationBuilder app) => app.UseMiddleware<CredentialsMiddleware>();

    /// <summary>Finds the key and checks its scope.</summary>
    public static IApplicationBuilder UseCaller(this IApplicationBuilder app)
    {
        var services = app.ApplicationServices;
        if (services.GetRequiredService<IOptions<CallerOptions>>().Value.AllowAnonymous)
            services.GetRequiredService<ILogger<CallerMiddleware>>().AnonymousAllowed();
        return app.UseMiddleware<CallerMiddleware>().UsePassed(Stage.Caller);
    }
}
