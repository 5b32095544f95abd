using System.ComponentModel.DataAnnotations;
using System.Net;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Server;
using MedSsl.Ingestion.Network;
using MedSsl.Ingestion.Network.Spool;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion.Network;

public sealed class DicomRulesTests
{
    [Theory]
    [InlineData("CT1@10.1.0.0/16", "CT1", "10.1.200.3", true)]
    [InlineData("CT1@10.1.0.0/16", "CT2", "10.1.200.3", false)]
    [InlineData("CT1@10.1.0.0/16", "CT1", "10.2.0.1", false)]
    [InlineData("*@10.1.2.3", "ANY", "10.1.2.3", true)]
    [InlineData("*@10.1.2.3", "ANY", "10.1.2.4", false)]
    [InlineData("*@fd00::/8", "ANY", "fd12::1", true)]
    [InlineData("*@fd00::/8", "ANY", "10.1.2.3", false)]
    [InlineData("A@1.1.1.1; B@0.0.0.0/0 ", "B", "9.9.9.9", true)]
    [InlineData("", "ANY", "127.0.0.1", false)]
    public void Admit_source_must_match_by_title_and_address(string sources, string calling, string address, bool admitted)
    {
        var rules = new DicomRules(Valid(new DicomOptions { Sources = sources }));
        Assert.Equal(admitted ? null : AssociateRejection.CallingAeTitle, rules.Admit(new AssociationPeer(calling, "ANY", IPAddress.Parse(address), null, "")));
    }

    [Fact]
    public void DatasetOf_called_title_or_the_default()
    {
        var rules = new DicomRules(Valid(new DicomOptions { Datasets = "LUNG=lung-ct; HEAD=head", Dataset = "other", CommitmentPeers = "CT1=ct1.example:104;MR=[fd00::1]:11112" }));
        Assert.Equal(("lung-ct", "head", "other"), (rules.DatasetOf("LUNG"), rules.DatasetOf("HEAD"), rules.DatasetOf("NONE")));
        Assert.Equal((("ct1.example", 104), ("fd00::1", 11112), null), (rules.PeerOf("CT1")!.Value, rules.PeerOf("MR")!.Value, rules.PeerOf("US")));
    }

    [Theory]
    [InlineData(nameof(DicomOptions.Sources), "CT1", "expected TITLE@NETWORK")]
    [InlineData(nameof(DicomOptions.Sources), "CT1@10.1.2.3/33", "network in CIDR form")]
    [InlineData(nameof(DicomOptions.Sources), "A_TITLE_OF_17_CHA@10.0.0.0/8", "1 to 16 characters")]
    [InlineData(nameof(DicomOptions.Datasets), "LUNG", "found 0")]
    [InlineData(nameof(DicomOptions.Datasets), "LUNG=a/b", "a letter or digit first")]
    [InlineData(nameof(DicomOptions.Datasets), "LUNG=a;LUNG=b", "twice")]
    [InlineData(nameof(DicomOptions.Datasets), "*=a", "1 to 16 characters")]
    [InlineData(nameof(DicomOptions.CommitmentPeers), "CT1=host", "expected HOST:PORT")]
    [InlineData(nameof(DicomOptions.CommitmentPeers), "CT1=host:99999", "expected HOST:PORT")]
    [InlineData(nameof(DicomOptions.Dataset), "../x", "a letter or digit first")]
    [InlineData(nameof(DicomOptions.Address), "here", "expected an IP address")]
    [InlineData(nameof(DicomOptions.TlsKeyFile), "key.pem", "expected a certificate file")]
    public void Validate_wrong_entry_is_named(string key, string value, string expected)
    {
        var options = new DicomOptions();
        typeof(DicomOptions).GetProperty(key)!.SetValue(options, value);
        Assert.Contains(expected, Assert.Single(Validate(options)).ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_low_mark_above_the_high_one_is_refused() =>
        Assert.Contains("found 2000001", Assert.Single(Validate(new DicomOptions { SpoolHighBytes = 2_000_000, SpoolLowBytes = 2_000_001 })).ErrorMessage, StringComparison.Ordinal);

    [Fact]
    public void IsClosed_a_full_disk_closes_whatever_waits()
    {
        var (level, options) = (new SpoolLevel(), new DicomOptions { MinFreeBytes = 1000 });
        Assert.False(level.IsClosed(0, 1000, options));
        Assert.True(level.IsClosed(0, 999, options));
        Assert.True(level.IsClosed(0, 1050, options));
        Assert.False(level.IsClosed(0, 1100, options));
    }

    private static DicomOptions Valid(DicomOptions options)
    {
        Assert.Empty(Validate(options));
        return options;
    }

    private static List<ValidationResult> Validate(DicomOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results;
    }
}
