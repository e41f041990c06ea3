using Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Validation;

internal static class ValidationServices
{
    public static IServiceCollection AddValidation(this IServiceCollection services)
    {
        services.AddOptions<ValidationOptions>().BindConfiguration(ValidationOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<HeldBytes>();
        return services;
    }

    public static IApplicationBuilder UseValidation(this IApplicationBuilder app) => app.UseMiddleware<ValidationMiddleware>().UsePassed(Stage.Validation);
}
