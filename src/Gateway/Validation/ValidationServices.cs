namespace Gateway.Validation;

internal static class ValidationServices
{
    public static IApplicationBuilder UseValidation(this IApplicationBuilder app) => app.UseMiddleware<ValidationMiddleware>();
}
