using MedSsl.Dicom.Privacy.Profile;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Privacy;

public sealed class DateShiftTests
{
    [Theory]
    [InlineData("DA", "20240301", "20240229")]
    [InlineData("DA", "2024.03.01", "20240229")]
    [InlineData("DA", "20240101", "20231231")]
    [InlineData("DT", "20240301235959.123456+0130", "20240229235959.123456+0130")]
    [InlineData("DT", "2024030112", "2024022912")]
    [InlineData("DT", "20240301", "20240229")]
    [InlineData("TM", "235959.5", "235959.5")]
    [InlineData("TM", "23:59:59", "235959")]
    [InlineData("TM", "12", "12")]
    public void Move_one_day_back(string vr, string value, string expected) => Assert.Equal(expected, new DateShift(-1).Move(vr, value));

    [Theory]
    [InlineData("DA", "")]
    [InlineData("DA", "20240231")]
    [InlineData("DA", "20240101-20240201")]
    [InlineData("DA", "DOE")]
    [InlineData("DA", "00930904")]
    [InlineData("DT", "202401")]
    [InlineData("DT", "20240101DOE")]
    [InlineData("DT", "2024010125")]
    [InlineData("TM", "DOE")]
    [InlineData("TM", "2561")]
    [InlineData("TM", "1200-1300")]
    [InlineData("LO", "20240101")]
    public void Move_what_is_not_understood_has_no_moved_form(string vr, string value) => Assert.Null(new DateShift(-1).Move(vr, value));

    [Fact]
    public void Of_every_number_is_one_day_to_ten_years_back()
    {
        var days = new uint[] { 0, 1, 3649, 3650, uint.MaxValue }.Select(random => DateShift.Of(random).Days).ToList();
        Assert.Equal([-1, -2, -3650, -1], days[..4]);
        Assert.InRange(days[4], -3650, -1);
    }

    [Theory]
    [InlineData("067Y", 5, "065Y")]
    [InlineData("067Y", 1, "067Y")]
    [InlineData("004Y", 5, "000Y")]
    [InlineData("089Y", 1, "089Y")]
    [InlineData("090Y", 1, "089Y")]
    [InlineData("103Y", 10, "089Y")]
    [InlineData("018M", 1, "001Y")]
    [InlineData("051W", 1, "000Y")]
    [InlineData("400D", 1, "001Y")]
    [InlineData("67", 5, null)]
    [InlineData("0x7Y", 5, null)]
    [InlineData("DOEY", 5, null)]
    [InlineData("067 ", 5, null)]
    public void AgeBand_rounds_down_and_caps(string age, int band, string? expected) => Assert.Equal(expected, AgeBand.Of(age, band));
}
