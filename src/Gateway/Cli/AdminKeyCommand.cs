using System.CommandLine;
using Gateway.Admin.Access;
using Gateway.Storage;

namespace Gateway.Cli;

/// <summary>The verb <c>admin-key</c>: for whoever has lost the key that the first start printed.</summary>
internal static class AdminKeyCommand
{
    /// <summary>The verb; <paramref name="config"/> names the settings file.</summary>
    public static Command Create(Option<FileInfo?> config) => new AdminVerb(config).AddLocal(
        new("admin-key", "Make another admin key and print it, this once; the former one ends at once. A configured key is not affected."),
        async (context, services) =>
        {
            var keys = services.GetRequiredService<AdminKeyStore>();
            if (keys.IsConfigured)
            {
                await context.Error.WriteLineAsync("Gateway:Admin:Key is set, and then the database's key does not count. Change the setting instead.");
                return ExitCode.Conflict;
            }
            try
            {
                await OutputOption.WriteAsync(context.Output, context.Format, "key", await keys.ReplaceAsync(context.CancellationToken));
                return ExitCode.Ok;
            }
            catch (DatabaseUnavailableException exception)
            {
                await context.Error.WriteLineAsync(exception.Message);
                return ExitCode.Unavailable;
            }
        });
}
