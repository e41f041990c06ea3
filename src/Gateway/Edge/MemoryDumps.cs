using System.Runtime.InteropServices;

namespace Gateway.Edge;

/// <summary>
/// Keeps the process's memory out of files: it holds the upstream key and, while they are served, keys of callers. The
/// kernel is told to write no core when the process dies and to let no other process of the same user read its memory.
/// Linux only; elsewhere nothing is done.
/// </summary>
internal static class MemoryDumps
{
    /// <summary>The runtime's own switch for a dump at a crash: who sets it to <c>1</c> wants one.</summary>
    private const string Variable = "DOTNET_DbgEnableMiniDump";

    /// <summary><c>PR_SET_DUMPABLE</c> of <c>prctl</c> (linux/prctl.h).</summary>
    private const int SetDumpable = 4;

    /// <summary>Refuses dumps unless the operator asks for them.</summary>
    public static void Refuse()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable(Variable) != "1")
            _ = Prctl(SetDumpable, 0, 0, 0, 0);
    }

#pragma warning disable SYSLIB1054 // Generated marshalling needs unsafe code in the whole assembly; plain numbers need no marshalling.
    [DllImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Prctl(int option, nuint argument, nuint third, nuint fourth, nuint fifth);
#pragma warning restore SYSLIB1054
}
