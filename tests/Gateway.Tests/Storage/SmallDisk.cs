using System.Diagnostics;
using Gateway.RequestPath;

namespace Gateway.Storage;

/// <summary>A disk of memory that can be filled. Needs the right to mount; where there is none, the test is skipped.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo _folder;

    private SmallDisk(DirectoryInfo folder) => _folder = folder;

    /// <summary>Where it is.</summary>
    public string Path => _folder.FullName;

    /// <param name="size">As <c>mount</c> writes it: <c>600k</c>.</param>
    public static SmallDisk Mount(string size)
    {
        var folder = Directory.CreateTempSubdirectory("gw-disk-");
        if (!OperatingSystem.IsLinux() || !Try("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder.FullName))
        {
            folder.Delete();
            Assert.Skip("This process may not mount a disk to fill.");
        }
        return new(folder);
    }

    /// <summary>Gives it another size; what it holds stays.</summary>
    public void Resize(string size) => Assert.True(Try("mount", "-o", $"remount,size={size}", _folder.FullName));

    /// <summary>Makes it read-only or not; waits until nobody has a file open for writing.</summary>
    public async Task SetReadOnlyAsync(bool isReadOnly)
    {
        while (!Try("mount", "-o", isReadOnly ? "remount,ro" : "remount,rw", _folder.FullName))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Patience.Token);
    }

    public void Dispose()
    {
        // Lazily: a connection may be open still.
        Try("umount", "--lazy", _folder.FullName);
        _folder.Delete();
    }

    private static bool Try(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
