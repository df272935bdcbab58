"""Addresses of the stock."""

from django.urls import path

from leeward.clinic.pharmacy import views

app_name = "pharmacy"

urlpatterns = [
    path("stock/", views.stock, name="stock"),
    path("stock/receive/", views.receive, name="receive"),
    path("stock/count/", views.count, name="count"),
    path("stock/counts/<uuid:count_id>/", views.counted, name="counted"),
    path("stock/vials/<uuid:vial_id>/", views.vial, name="vial"),
    path("stock/vials/<uuid:vial_id>/dispose/", views.dispose, name="dispose"),
    path("stock/movements/<uuid:movement_id>/correct/", views.correct, name="correct"),
    path("stock/discrepancies/<uuid:discrepancy_id>/", views.resolve, name="resolve"),
    path("stock/log/", views.log, name="log"),
]
