using MedSsl.Dicom.Network;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Audit;
using MedSsl.Ingestion.Network;
using MedSsl.Ingestion.Network.Commitments;
using MedSsl.Ingestion.Network.Spool;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion.Network;

public sealed class DicomHandlerTests
{
    [Fact]
    public async Task Admit_changed_configuration_counts_at_once_and_a_wrong_one_not_at_all()
    {
        await using var platform = await TestPlatform.PartsAsync(IngestionExtensions.Module);
        platform.Get<ObjectSpool>().Open();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Ingestion:Dicom:Sources", "TEST@127.0.0.1"), new("Ingestion:Dicom:Dataset", "one")]).Build();
        using var settings = new DicomSettings(configuration, NullLogger<DicomSettings>.Instance);
        var handler = new DicomHandler(platform.Get<ObjectSpool>(), platform.Get<CommitmentDesk>(), settings, platform.Get<SecurityAlerts>(), NullLogger<DicomHandler>.Instance);
        Assert.Null(handler.Admit(Sending.Peer));

        Change("Ingestion:Dicom:Sources", "OTHER@127.0.0.1");
        Assert.Equal(AssociateRejection.CallingAeTitle, handler.Admit(Sending.Peer));
        Change("Ingestion:Dicom:Sources", "nonsense");
        Assert.Equal(AssociateRejection.CallingAeTitle, handler.Admit(Sending.Peer));
        Change("Ingestion:Dicom:Sources", "TEST@127.0.0.1");
        Change("Ingestion:Dicom:SpoolLowBytes", "many");
        Assert.Null(handler.Admit(Sending.Peer));

        void Change(string key, string value)
        {
            configuration[key] = value;
            configuration.Reload();
        }
    }
}
