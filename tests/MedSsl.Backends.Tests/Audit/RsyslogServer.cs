using System.Diagnostics;
using System.Text.RegularExpressions;
using MedSsl.Ingestion.Audit;
using MedSsl.Testing.Servers;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace MedSsl.Backends.Tests.Audit;

/// <summary>rsyslog, which takes syslog over TLS from clients whose certificate it trusts.</summary>
public sealed partial class RsyslogServer() : LocalServer("rsyslog.sh")
{
    private string folder = "";

    /// <summary>What it has taken and written to disk: number and message of every frame that is there as a whole, in the order of the file.</summary>
    public IReadOnlyList<(long Sequence, string Message)> Taken() =>
        [.. Frame().Matches(Read("messages.log")).Select(match => (long.Parse(match.Groups["sequence"].ValueSpan, null), match.Groups["message"].Value))];

    /// <summary>What it says about itself.</summary>
    public string Log() => Read("rsyslog.log");

    /// <summary>It takes nothing more; what is sent to it stays in the buffers of the system, and is lost when it is killed.</summary>
    public async Task PauseAsync()
    {
        using var kill = Process.Start("kill", ["-STOP", Read("rsyslog.pid").Trim()]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>The platform's configuration for it.</summary>
    internal async Task<AuditOptions> OptionsAsync()
    {
        var environment = await RequireAsync();
        var options = new AuditOptions();
        new ConfigurationBuilder().AddInMemoryCollection(environment.Select(item => KeyValuePair.Create(item.Key, (string?)item.Value))).Build().GetSection(AuditOptions.SectionName).Bind(options);
        folder = Path.GetDirectoryName(Path.GetDirectoryName(options.SyslogAuthorityFile))!;
        return options;
    }

    private string Read(string name) => File.Exists(Path.Combine(folder, name)) ? File.ReadAllText(Path.Combine(folder, name)) : "";

    /// <summary>A frame that a kill cut off has no end, and the next one stands on the same line.</summary>
    [GeneratedRegex("""<85>1 \S+ gate medssl \S+ DICOM\+RFC3881 \[meta sequenceId="(?<sequence>\d+)"\] \uFEFF(?<message>[^\n\uFEFF]*</AuditMessage>)\n""")]
    private static partial Regex Frame();
}
