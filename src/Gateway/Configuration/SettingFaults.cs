using System.Net.Sockets;
using Gateway.Cli;
using Gateway.Edge;
using Microsoft.Extensions.Options;

namespace Gateway.Configuration;

/// <summary>Tells what is wrong with the settings, one fault a line, each naming its setting; never a stack trace.</summary>
internal static class SettingFaults
{
    /// <summary>The faults behind an exception of the start; null when the settings are not to blame.</summary>
    public static IReadOnlyList<string>? Of(Exception exception) => exception switch
    {
        OptionsValidationException options => [.. options.Failures],
        AggregateException several when several.InnerExceptions.All(e => e is OptionsValidationException) =>
            [.. several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(e => e.Failures)],
        FileNotFoundException file => [$"--config: {(file.FileName is { } name ? $"there is no file '{name}'." : file.Message)}"],
        UnauthorizedAccessException denied => [$"{GatewayConfiguration.SecretsVariable}: {denied.Message}"],
        InvalidDataException data => [$"--config: {data.GetBaseException().Message}"],
        InvalidOperationException { InnerException: FormatException or ArgumentException } conversion => [conversion.Message],
        FormatException url => [url.Message],
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } used => [$"ASPNETCORE_URLS or Gateway:Admin:Url: {used.Message}"],
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable or SocketError.AccessDenied } bind =>
            [$"ASPNETCORE_URLS or Gateway:Admin:Url: an address is none of this machine's, or its port may not be opened by this user: {bind.Message}"],
        _ => null,
    };

    /// <summary>
    /// What is wrong with the form of settings, and with where to listen. Faulty settings are taken away, as if they had not
    /// been set, so that the rules of their sections can judge the rest.
    /// </summary>
    public static IReadOnlyList<string> TakeFaults(this IConfigurationBuilder sources)
    {
        var settings = sources.Build();
        SettingFault[] faults = [.. SettingCheck.Faults(settings), .. Listeners.Faults(settings)];
        if (faults.Length > 0)
        {
            var wrong = faults.Select(fault => fault.Path).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var rest = settings.AsEnumerable().Where(setting => setting.Value is not null && !wrong.Contains(setting.Key)).ToList();
            sources.Sources.Clear();
            sources.AddInMemoryCollection(rest);
        }
        return [.. faults.Select(fault => fault.ToString())];
    }

    /// <summary>What the rules of all sections find.</summary>
    public static IReadOnlyList<string> OfSections(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (Exception e) when (Of(e) is { } faults)
        {
            return faults;
        }
    }

    /// <summary>Stops the start when there are faults.</summary>
    /// <exception cref="OptionsValidationException">There are.</exception>
    public static void ThrowIfAny(IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
            throw new OptionsValidationException(SettingCatalogue.Root, typeof(SettingCatalogue), faults);
    }

    /// <summary>Writes the faults and gives the exit code.</summary>
    public static async Task<int> ReportAsync(IReadOnlyList<string> faults, TextWriter error)
    {
        await error.WriteLineAsync(faults.Count == 1 ? "The settings have a fault:" : $"The settings have {faults.Count} faults:");
        foreach (var fault in faults)
            await error.WriteLineAsync("  " + ShortSettings.Name(fault, Environment.GetEnvironmentVariable));
        return ExitCode.Usage;
    }
}
