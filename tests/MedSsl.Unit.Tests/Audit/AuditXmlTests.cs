using System.Text;
using System.Xml.Linq;
using MedSsl.Audit.Messages;
using Xunit;

namespace MedSsl.Unit.Tests.Audit;

public sealed class AuditXmlTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2));
    private static readonly AuditProcess Process = new("medssl-ingestion/7", "medssl", "gate");
    private static readonly NetworkNode Sender = new("CT1", "10.1.2.3");
    private static readonly StudyContent Study = new() { StudyUid = "2.25.1", PatientId = "Pabc", IsDeIdentified = true, Dataset = "lung", SopClasses = [new SopClassCount("1.2.840.10008.5.1.4.1.1.2", 120)] };

    [Fact]
    public void Write_transfer_is_the_message_of_the_standard()
    {
        const string Expected =
            """<?xml version="1.0" encoding="UTF-8"?><AuditMessage><EventIdentification EventActionCode="C" EventDateTime="2026-01-02T01:04:05.678Z" EventOutcomeIndicator="0"><EventID csd-code="110104" codeSystemName="DCM" originalText="DICOM Instances Transferred" /></EventIdentification>"""
            + """<ActiveParticipant UserID="CT1" AlternativeUserID="AETITLES=CT1" UserIsRequestor="true" NetworkAccessPointID="10.1.2.3" NetworkAccessPointTypeCode="2"><RoleIDCode csd-code="110153" codeSystemName="DCM" originalText="Source Role ID" /></ActiveParticipant>"""
            + """<ActiveParticipant UserID="medssl-ingestion/7" AlternativeUserID="AETITLES=LUNG" UserIsRequestor="false" NetworkAccessPointID="gate" NetworkAccessPointTypeCode="1"><RoleIDCode csd-code="110152" codeSystemName="DCM" originalText="Destination Role ID" /></ActiveParticipant>"""
            + """<AuditSourceIdentification AuditEnterpriseSiteID="north" AuditSourceID="gate"><AuditSourceTypeCode csd-code="4" /></AuditSourceIdentification>"""
            + """<ParticipantObjectIdentification ParticipantObjectID="2.25.1" ParticipantObjectTypeCode="2" ParticipantObjectTypeCodeRole="3"><ParticipantObjectIDTypeCode csd-code="110180" codeSystemName="DCM" originalText="Study Instance UID" /><ParticipantObjectName>study</ParticipantObjectName><ParticipantObjectDetail type="dataset" value="bHVuZw==" /><ParticipantObjectDescription><SOPClass UID="1.2.840.10008.5.1.4.1.1.2" NumberOfInstances="120" /><Anonymized>true</Anonymized></ParticipantObjectDescription></ParticipantObjectIdentification>"""
            + """<ParticipantObjectIdentification ParticipantObjectID="Pabc" ParticipantObjectTypeCode="1" ParticipantObjectTypeCodeRole="1"><ParticipantObjectIDTypeCode csd-code="2" codeSystemName="RFC-3881" originalText="Patient Number" /><ParticipantObjectName>patient</ParticipantObjectName><ParticipantObjectDescription><Anonymized>true</Anonymized></ParticipantObjectDescription></ParticipantObjectIdentification></AuditMessage>""";
        Assert.Equal(Expected, AuditXml.Write(AuditEvents.InstancesTransferred(Sender, Process, "LUNG", Study, null, At), new AuditSource("gate", "north")));
    }

    /// <summary>The events with what their tables in PS3.15 A.5.3 ask for: action, participants by role, and objects by kind.</summary>
    public static TheoryData<AuditEvent, string, string, string, string> Events => new()
    {
        { AuditEvents.ApplicationActivity(Process, isStart: true, At), "110100", "E", "110150 110151", "" },
        { AuditEvents.ApplicationActivity(Process, isStart: false, At), "110100", "E", "110150 110151", "" },
        { AuditEvents.InstancesTransferred(Sender, Process, "LUNG", Study, "malformed", At), "110104", "C", "110153 110152", "110180 2" },
        { AuditEvents.Import(Process, "import-1", Study, null, At), "110107", "C", "110152 110155", "110180 2" },
        { AuditEvents.NodeRefused(Process, Sender, "calling AE title not recognized", At), "110113", "E", "110150 110153", "110182" },
        { AuditEvents.AuditLogUsed(Process, new Uri("file:///trail"), At), "110101", "R", "110150", "12" },
    };

    [Theory]
    [MemberData(nameof(Events), DisableDiscoveryEnumeration = true)]
    public void Write_event_has_what_its_table_asks_for(AuditEvent audited, string code, string action, string roles, string objects)
    {
        var message = XElement.Parse(AuditXml.Write(audited, new AuditSource("gate")));
        Assert.Equal(code, message.Element("EventIdentification")!.Element("EventID")!.Attribute("csd-code")!.Value);
        Assert.Equal(action, message.Element("EventIdentification")!.Attribute("EventActionCode")!.Value);
        Assert.Equal(roles, string.Join(' ', message.Elements("ActiveParticipant").Select(participant => participant.Element("RoleIDCode")!.Attribute("csd-code")!.Value)));
        Assert.Equal(objects, string.Join(' ', message.Elements("ParticipantObjectIdentification").Select(subject => subject.Element("ParticipantObjectIDTypeCode")!.Attribute("csd-code")!.Value)));
        Assert.InRange(message.Elements("ActiveParticipant").Count(participant => participant.Attribute("UserIsRequestor")!.Value == "true"), 0, 1);
        Assert.All(message.Elements("ParticipantObjectIdentification"), subject => Assert.NotNull(subject.Element("ParticipantObjectName")));
    }

    [Fact]
    public void Write_hostile_and_endless_texts_stay_one_line_below_32_kilobytes()
    {
        var endless = string.Concat(Enumerable.Repeat("\"<&>\r\n\0\u0001\ud800\u00e9", 10_000));
        var study = Study with { StudyUid = endless, PatientId = endless, Dataset = endless, SopClasses = [.. Enumerable.Range(0, 500).Select(number => new SopClassCount($"1.2.{number}{new string('9', 50)}", 1))] };
        var text = AuditXml.Write(AuditEvents.InstancesTransferred(new NetworkNode(endless, endless), Process, endless, study, endless, At), new AuditSource(endless, endless));
        Assert.DoesNotContain('\n', text);
        XElement.Parse(text);
        Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, 32_000);
    }
}
