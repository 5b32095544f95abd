using System.Text;
using System.Xml.Linq;
using MedSsl.Audit.Messages;
using Xunit;

namespace MedSsl.Unit.Tests.Audit;

public sealed class AuditXmlTests
{
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
        Assert.Equal(Expected, AuditXml.Write(AuditSamples.All.Single(sample => sample.Name == "transfer").Event, new AuditSource("gate", "north")));
    }

    public static TheoryData<string> Kinds => [.. AuditSamples.All.Select(sample => sample.Name)];

    /// <summary>A role with a star is that of whoever began it.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Write_event_has_what_its_table_asks_for(string name)
    {
        var sample = AuditSamples.All.Single(sample => sample.Name == name);
        var message = XElement.Parse(AuditXml.Write(sample.Event, new AuditSource("gate")));
        Assert.Equal(sample.Code, message.Element("EventIdentification")!.Element("EventID")!.Attribute("csd-code")!.Value);
        Assert.Equal(sample.Action, message.Element("EventIdentification")!.Attribute("EventActionCode")!.Value);
        Assert.Equal(sample.Roles, string.Join(' ', message.Elements("ActiveParticipant").Select(participant =>
            participant.Element("RoleIDCode")!.Attribute("csd-code")!.Value + (participant.Attribute("UserIsRequestor")!.Value == "true" ? "*" : ""))));
        Assert.Equal(sample.Objects, string.Join(' ', message.Elements("ParticipantObjectIdentification").Select(subject => subject.Element("ParticipantObjectIDTypeCode")!.Attribute("csd-code")!.Value)));
    }

    [Fact]
    public void Write_import_names_the_medium() =>
        Assert.Contains(
            """<ActiveParticipant UserID="medssl:import/import-1" UserIsRequestor="false"><RoleIDCode csd-code="110155" codeSystemName="DCM" originalText="Source Media" /><MediaIdentifier><MediaType csd-code="110037" codeSystemName="DCM" originalText="URI" /></MediaIdentifier></ActiveParticipant>""",
            AuditXml.Write(AuditSamples.All.Single(sample => sample.Name == "import").Event, new AuditSource("gate")), StringComparison.Ordinal);

    [Fact]
    public void Write_hostile_and_endless_texts_stay_one_line_below_32_kilobytes()
    {
        var endless = string.Concat(Enumerable.Repeat("\"<&>\r\n\0\u0001\ud800\u00e9", 10_000));
        var study = AuditSamples.Study with { StudyUid = endless, PatientId = endless, Dataset = endless, SopClasses = [.. Enumerable.Range(0, 500).Select(number => new SopClassCount($"1.2.{number}{new string('9', 50)}", 1))] };
        var text = AuditXml.Write(AuditEvents.InstancesTransferred(new NetworkNode(endless, endless), AuditSamples.Process, endless, study, endless, AuditSamples.At), new AuditSource(endless, endless));
        Assert.DoesNotContain('\n', text);
        Assert.Empty(AuditSchema.Violations(text));
        Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, 32_000);
    }
}
